/** The shop's mark: a bowl and what rises from it. */
export const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="32" fill="#b4552f"/><path d="M12 32h40c0 12-8 19-14 20H26c-6-1-14-8-14-20Z" fill="#f6efe2"/><path d="M24 26c-4-6 4-8 0-14M34 26c-4-6 4-8 0-14" fill="none" stroke="#f6efe2" stroke-width="3.5" stroke-linecap="round"/></svg>';
