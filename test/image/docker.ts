/** Docker, where its daemon runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { type Engine, type ImageConfig, imageName, type RunOptions } from "./engine.ts";
import { outputOf, repository } from "./process.ts";

const docker = (...args: readonly string[]) => outputOf("docker", args);

/** Rejects where there is no daemon. */
export async function useDocker(): Promise<Engine> {
	const version = (await docker("version", "--format", "{{.Server.Version}}")).trim();
	return {
		version: `Docker ${version}`,
		build: async () => void (await docker("build", "--network", "host", "--tag", imageName, repository)),
		config: readConfig,
		run: runReadOnly,
		dispose: async () => {},
	};
}

interface Inspected {
	readonly Size: number;
	readonly Config: {
		readonly User: string;
		readonly WorkingDir: string;
		readonly Entrypoint: readonly string[];
		readonly Cmd: readonly string[];
		readonly Env: readonly string[];
		readonly Healthcheck?: { readonly Test: readonly string[] };
	};
}

async function readConfig(): Promise<ImageConfig> {
	const [image] = JSON.parse(await docker("image", "inspect", imageName)) as readonly Inspected[];
	if (!image) throw new Error("The image is not built.");
	const { User, WorkingDir, Entrypoint, Cmd, Env, Healthcheck } = image.Config;
	const said = { user: User, workingDir: WorkingDir, entrypoint: Entrypoint, command: Cmd, env: Env };
	return { ...said, healthCheck: Healthcheck?.Test ?? [], sizeBytes: image.Size };
}

function runReadOnly({ command, args = [], env = {}, manifests }: RunOptions): ChildProcess {
	const variables = Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
	const [entrypoint, ...rest] = command ?? [];
	const program = entrypoint === undefined ? [imageName, ...args] : ["--entrypoint", entrypoint, imageName, ...rest];
	const options = ["--rm", "--init", "--read-only", "--network", "host", "--volume", `${manifests}:/manifests:ro`];
	return spawn("docker", ["run", ...options, ...variables, ...program], { stdio: ["ignore", "pipe", "pipe"] });
}
