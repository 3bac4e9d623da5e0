/**
 * Helpers for snapshot paths, which are relative to the root, with slashes. They only process text and never access the
 * file system.
 */

/** The folder of a file; empty for the root. */
export function folderOf(file: string): string {
	const end = file.lastIndexOf("/");
	return end < 0 ? "" : file.slice(0, end);
}

/** The ancestor folders of a file, innermost first; the last is the root, which is empty. */
export function foldersAbove(file: string): readonly string[] {
	const folders = [folderOf(file)];
	for (let folder = folders[0] ?? ""; folder !== ""; ) {
		folder = folderOf(folder);
		folders.push(folder);
	}
	return folders;
}

/** Whether a part of a path is hidden, such as `.git`. */
export function isHidden(path: string): boolean {
	return path.split("/").some((part) => part.startsWith("."));
}
