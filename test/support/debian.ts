/**
 * Programs that come as packages of Debian: installed at a pinned version where they are missing, which needs root and
 * Debian's package manager. The pin names the upstream version; Debian's own revision of it may move on.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface DebianPackage {
	readonly name: string;
	/** The upstream version, such as `2.42.0`. */
	readonly version: string;
}

/**
 * Makes sure that the packages are there, and gives each with the version that is installed, such as `buildah 1.28.2+ds1-3`.
 * Rejects with a sentence where they cannot be had.
 */
export async function installDebianPackages(packages: readonly DebianPackage[]): Promise<string> {
	const present = await Promise.all(packages.map(installedVersion));
	const missing = packages.filter(({ version }, index) => !present[index]?.startsWith(version));
	if (missing.length > 0) await install(missing);
	const versions = await Promise.all(packages.map(async (one) => `${one.name} ${await installedVersion(one)}`));
	return versions.join(", ");
}

/** Empty when the package is not installed, or when the machine has no such packages at all. */
async function installedVersion({ name }: DebianPackage): Promise<string> {
	try {
		const { stdout } = await run("dpkg-query", ["--status", name]);
		return /^Status: .* installed$/m.test(stdout) ? (/^Version: (?:\d+:)?(.+)$/m.exec(stdout)?.[1] ?? "") : "";
	} catch {
		return "";
	}
}

async function install(packages: readonly DebianPackage[]): Promise<void> {
	const wanted = packages.map(({ name, version }) => `${name}=${version}*`);
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	const options = { env, maxBuffer: 32 * 1024 * 1024 };
	try {
		await run("apt-get", ["update", "--quiet"], options);
		await run("apt-get", ["install", "--yes", "--quiet", "--no-install-recommends", ...wanted], options);
	} catch (error) {
		const said = (error as { readonly stderr?: string }).stderr?.trim().split("\n").slice(-2).join(" ");
		throw new Error(`${wanted.join(" ")} cannot be installed: ${said || (error as Error).message}`);
	}
}
