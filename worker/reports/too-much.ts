/** A question whose answer would take more memory than there is. Its message tells what to ask instead. */
export class TooMuch extends Error {}
