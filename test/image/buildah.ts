/**
 * Buildah, which builds without a daemon. Images are kept in Docker's format, since the other one has no health check, and
 * containers get their network and processes from the machine, since a machine inside a container may make no others.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installDebianPackages } from "../support/debian.ts";
import { type Engine, type ImageConfig, imageName, type RunOptions } from "./engine.ts";
import { certificates, outputOf, repository } from "./process.ts";

const packages = [
	{ name: "buildah", version: "1.28.2" },
	{ name: "debootstrap", version: "1.0.128" },
];

/** The versions of a base image that is made here. */
const nodeVersion = "24.9.0";
const npmVersion = "11.6.0";

const publicBase = "docker.io/library/node:24-slim";

const settings = {
	BUILDAH_ISOLATION: "chroot",
	// The one driver that works on every file system.
	STORAGE_DRIVER: "vfs",
};

const buildah = (...args: readonly string[]) => outputOf("buildah", args, settings);

/** Rejects with a sentence where Buildah cannot be had. */
export async function useBuildah(): Promise<Engine> {
	if (process.getuid?.() !== 0) throw new Error("Buildah is run as root here, and this is not root");
	const version = await installDebianPackages(packages);
	const base = await prepareBase();
	let container: string | undefined;
	let root = "";
	let config: ImageConfig | undefined;
	const mounted = async () => {
		container ??= (await buildah("from", "--pull-never", imageName)).trim();
		root ||= (await buildah("mount", container)).trim();
		return root;
	};
	return {
		version: `${version}; base image: ${base}`,
		build: async () => {
			await buildah("build", "--pull-never", "--format", "docker", ...buildOptions(), "--tag", imageName, repository);
			config = await readConfig(await mounted());
		},
		config: async () => config ?? Promise.reject(new Error("The image is not built.")),
		run: (options) => runReadOnly(root, config as ImageConfig, options),
		dispose: async () => {
			if (container !== undefined) await buildah("rm", container);
		},
	};
}

/** The public base image where it can be pulled, else one made here under its name; says which. */
async function prepareBase(): Promise<string> {
	if (await exists(publicBase)) return "from an earlier run";
	try {
		await buildah("pull", "--quiet", publicBase);
		return "pulled";
	} catch {
		const script = fileURLToPath(new URL("local-base.sh", import.meta.url));
		await outputOf(script, [publicBase, nodeVersion, npmVersion], settings);
		return `made here, since the public one cannot be pulled, with Node ${nodeVersion}`;
	}
}

async function exists(image: string): Promise<boolean> {
	const images = JSON.parse((await buildah("images", "--json")) || "[]") as readonly { readonly names?: string[] }[];
	return images.some(({ names }) => names?.includes(image));
}

function buildOptions(): readonly string[] {
	const trusted = certificates();
	const trusting = trusted ? ["--build-arg", trusted.arg, "--volume", `${trusted.file}:${trusted.file}:ro`] : [];
	return ["--network", "host", ...trusting];
}

interface Inspected {
	readonly Docker: {
		readonly config: {
			readonly User: string;
			readonly WorkingDir: string;
			readonly Entrypoint: readonly string[];
			readonly Cmd: readonly string[];
			readonly Env: readonly string[];
			readonly Healthcheck?: { readonly Test: readonly string[] };
		};
	};
}

async function readConfig(root: string): Promise<ImageConfig> {
	const { config } = (JSON.parse(await buildah("inspect", "--type", "image", imageName)) as Inspected).Docker;
	const size = await outputOf("du", ["--summarize", "--bytes", "--one-file-system", root]);
	return {
		user: config.User,
		workingDir: config.WorkingDir,
		entrypoint: config.Entrypoint,
		command: config.Cmd,
		env: config.Env,
		healthCheck: config.Healthcheck?.Test ?? [],
		sizeBytes: Number.parseInt(size, 10),
	};
}

function runReadOnly(root: string, config: ImageConfig, { command, args, env = {}, manifests }: RunOptions) {
	const script = fileURLToPath(new URL("read-only.sh", import.meta.url));
	const program = command ?? [...config.entrypoint, ...(args ?? config.command)];
	const ofImage = Object.fromEntries(config.env.map((line) => line.split(/=(.*)/s, 2)));
	const argv = ["--mount", "--propagation", "private", script, root, manifests, config.user, config.workingDir];
	return spawn("unshare", [...argv, ...program], { env: { ...ofImage, ...env }, stdio: ["ignore", "pipe", "pipe"] });
}
