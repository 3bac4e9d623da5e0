/** Paths of the snapshot: relative to its root, with slashes. Everything here is text; nothing looks at a disk. */

/** The folder a file is in; empty for the root. */
export function folderOf(file: string): string {
	const end = file.lastIndexOf("/");
	return end < 0 ? "" : file.slice(0, end);
}

/** Whether a path is a folder or lies in it; everything lies in the root. */
export function isUnder(path: string, folder: string): boolean {
	return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** Whether a file or a folder of a path is hidden, as `.git` is. */
export function isHidden(path: string): boolean {
	return path.split("/").some((part) => part.startsWith("."));
}
