/** Paths of the snapshot: relative to its root, with slashes. Everything here is text; nothing looks at a disk. */

/** The folder a file is in; empty for the root. */
export function folderOf(file: string): string {
	const end = file.lastIndexOf("/");
	return end < 0 ? "" : file.slice(0, end);
}

/** The folder that a file is in, the one above it, and so on; last the root, which is empty. */
export function foldersAbove(file: string): readonly string[] {
	const folders = [folderOf(file)];
	for (let folder = folders[0] ?? ""; folder !== ""; ) {
		folder = folderOf(folder);
		folders.push(folder);
	}
	return folders;
}

/** Whether a file or a folder of a path is hidden, as `.git` is. */
export function isHidden(path: string): boolean {
	return path.split("/").some((part) => part.startsWith("."));
}
