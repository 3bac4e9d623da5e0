/** A temporary folder of manifests that a test can change and that is removed afterwards. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface ManifestFolder {
	readonly path: string;
	readonly write: (file: string, text: string) => Promise<void>;
	readonly edit: (file: string, change: (text: string) => string) => Promise<void>;
	readonly remove: (file: string) => Promise<void>;
	readonly dispose: () => Promise<void>;
}

/** `like`: a folder to copy initially. */
export async function manifestFolder(like?: string): Promise<ManifestFolder> {
	const path = await mkdtemp(join(tmpdir(), "evenkeel-test-"));
	if (like) await cp(like, path, { recursive: true });
	const write = async (file: string, text: string) => {
		await mkdir(dirname(join(path, file)), { recursive: true });
		await writeFile(join(path, file), text);
	};
	return {
		path,
		write,
		edit: async (file, change) => write(file, change(await readFile(join(path, file), "utf8"))),
		remove: (file) => rm(join(path, file), { recursive: true }),
		dispose: () => rm(path, { recursive: true }),
	};
}
