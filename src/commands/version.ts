/** The version of this program, as in package.json; a test holds them together, since a bundle has no package.json. */
export const version = "0.1.0";
