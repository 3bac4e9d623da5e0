/**
 * Installs a tool into a folder once: a folder that was completed from the same pin is reused, and any other is
 * recreated, so that an interrupted run leaves no partial installation.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface Recipe {
	/** The folder to create. */
	readonly path: string;
	/** The file whose text determines the contents. */
	readonly pin: string;
	/** Commands with their arguments, run in sequence. */
	readonly steps: readonly (readonly [command: string, ...args: string[]])[];
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
}

const underWay = new Map<string, Promise<void>>();

/** Tools with the same folder share its installation. Rejects with the output of the failed command. */
export function installFolder(recipe: Recipe): Promise<void> {
	const started = underWay.get(recipe.path) ?? install(recipe);
	underWay.set(recipe.path, started);
	return started;
}

async function install(recipe: Recipe): Promise<void> {
	const { path, pin, steps } = recipe;
	const stamp = join(path, ".installed");
	const wanted = await readFile(pin, "utf8");
	if ((await readFile(stamp, "utf8").catch(() => undefined)) === wanted) return;
	await rm(path, { recursive: true, force: true });
	await mkdir(dirname(path), { recursive: true });
	for (const [command, ...args] of steps) await runStep(recipe, command, args);
	await writeFile(stamp, wanted);
}

/** An installation needs the user's own environment: caches, proxies, settings of the package manager. */
async function runStep({ cwd, env }: Recipe, command: string, args: readonly string[]): Promise<void> {
	const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk));
	const [code] = await once(child, "close");
	if (code !== 0) throw new Error(said.trim().split("\n").slice(-3).join("\n") || `${command} ended with ${code}`);
}
