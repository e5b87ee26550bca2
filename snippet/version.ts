/** Version of the script; the same as package.json's, which the build checks. */
export const VERSION = '0.1.0';
