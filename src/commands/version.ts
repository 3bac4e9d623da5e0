/** The version of this program, as in package.json. A bundle has no package.json, so a test compares the two. */
export const version = "0.1.0";
