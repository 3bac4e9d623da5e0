/** Runs a program with the person's own environment, as builds need it: package managers' settings, proxies, caches. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The root of the repository, which is what the image is built from. */
export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Standard output of a program that succeeds; rejects with the end of what it said when it fails. */
export async function outputOf(
	command: string,
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<string> {
	const child = spawn(command, args, {
		cwd: repository,
		env: { ...process.env, ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let out = "";
	let error = "";
	child.stdout.on("data", (chunk: Buffer) => (out += chunk));
	child.stderr.on("data", (chunk: Buffer) => (error += chunk));
	const [code] = await once(child, "close");
	if (code === 0) return out;
	const said = `${out}\n${error}`.trim().split("\n").slice(-12).join("\n");
	throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${said}`);
}

/**
 * What a build needs to trust a proxy's certificates: the file that Node is told of on this machine, as an argument of the
 * build and as a mount.
 */
export function certificates(): { readonly file: string; readonly arg: string } | undefined {
	const file = process.env.NODE_EXTRA_CA_CERTS;
	return file ? { file, arg: `NODE_EXTRA_CA_CERTS=${file}` } : undefined;
}
