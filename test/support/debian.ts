/**
 * Provides programs from Debian packages at a pinned version: installed if missing, which needs root, or only unpacked
 * into a folder, so that none of their daemons is started. The pin names the upstream version; Debian's revision of it
 * can change.
 */
import { execFile } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface DebianPackage {
	readonly name: string;
	/** The upstream version, such as `2.42.0`. */
	readonly version: string;
}

/**
 * Ensures that the packages are installed, and returns each with its version, such as `buildah 1.28.2+ds1-3`. Rejects
 * with an explanation if they are not available.
 */
export async function installDebianPackages(packages: readonly DebianPackage[]): Promise<string> {
	const present = await Promise.all(packages.map(installedVersion));
	const missing = packages.filter(({ version }, index) => !present[index]?.startsWith(version));
	if (missing.length > 0) await install(missing);
	const versions = await Promise.all(packages.map(async (one) => `${one.name} ${await installedVersion(one)}`));
	return versions.join(", ");
}

/** Empty if the package is not installed, or if the machine does not use Debian packages. */
async function installedVersion({ name }: DebianPackage): Promise<string> {
	try {
		const { stdout } = await run("dpkg-query", ["--status", name]);
		return /^Status: .* installed$/m.test(stdout) ? (/^Version: (?:\d+:)?(.+)$/m.exec(stdout)?.[1] ?? "") : "";
	} catch {
		return "";
	}
}

/**
 * Unpacks a package into `folder`, once, and returns its version, for programs that need only their own files. Rejects
 * with an explanation if it is not available.
 */
export async function unpackDebianPackage(one: DebianPackage, folder: string): Promise<string> {
	const archive = async () => (await readdir(folder).catch(() => [])).find((name) => name.endsWith(".deb"));
	if (!(await archive())?.includes(`_${one.version}`)) {
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await packageManager(["download", pinned(one)], folder);
		await run("dpkg", ["--extract", join(folder, (await archive()) ?? ""), folder]);
	}
	return (await archive())?.split("_")[1] ?? one.version;
}

async function install(packages: readonly DebianPackage[]): Promise<void> {
	await packageManager(["install", "--yes", "--no-install-recommends", ...packages.map(pinned)]);
}

function pinned({ name, version }: DebianPackage): string {
	return `${name}=${version}*`;
}

/** Package lists can be old or missing, so they are fetched if the first attempt fails. */
async function packageManager(args: readonly string[], cwd?: string): Promise<void> {
	const options = { cwd, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 32 * 1024 * 1024 };
	const attempt = () => run("apt-get", ["--quiet", ...args], options);
	try {
		await attempt().catch(async () => {
			await run("apt-get", ["--quiet", "update"], options);
			await attempt();
		});
	} catch (error) {
		const said = (error as { readonly stderr?: string }).stderr?.trim().split("\n").slice(-2).join(" ");
		throw new Error(`apt-get ${args.join(" ")} failed: ${said || (error as Error).message}`);
	}
}
