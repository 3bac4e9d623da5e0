/**
 * The foreign clients and emulators: how each is installed at its pinned version, and how it is asked for the version that is
 * there. What a registry has is installed below `.tools/`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installFolder, type Recipe } from "./folders.ts";
import { outputOf } from "./process.ts";

export interface Tool {
	readonly name: ToolName;
	/** Whether a registry has it, so that a machine which reaches the registries has to have it. */
	readonly fromRegistry: boolean;
	/** Rejects with the reason where it cannot be had. */
	readonly install: () => Promise<void>;
	readonly version: () => Promise<string>;
}

export type ToolName = "aws CLI" | "boto3" | "ecs-deploy" | "moto" | "Ansible";

const pins = fileURLToPath(new URL("../tools", import.meta.url));

/** Where the registries' tools are; Git ignores it, and removing it makes the next run install them again. */
export const toolFolder = fileURLToPath(new URL("../../../.tools", import.meta.url));

/** A program that is installed below `.tools/`. */
export function toolPath(folder: "python-clients" | "moto" | "ansible", file: string): string {
	return join(toolFolder, folder, "bin", file);
}

export const tools: readonly Tool[] = [
	python("aws CLI", "python-clients", () =>
		firstMatch(toolPath("python-clients", "aws"), ["--version"], /aws-cli\/(\S+)/),
	),
	python("boto3", "python-clients", () => pythonVersion("python-clients", "boto3")),
	python("ecs-deploy", "python-clients", () => pythonVersion("python-clients", "ecs-deploy")),
	python("moto", "moto", () => pythonVersion("moto", "moto")),
	python("Ansible", "ansible", () => pythonVersion("ansible", "ansible")),
];

function python(name: ToolName, folder: "python-clients" | "moto" | "ansible", version: Tool["version"]): Tool {
	return { name, fromRegistry: true, install: () => installFolder(virtualEnvironment(folder)), version };
}

/** A virtual environment with the packages of a lock file that names their hashes. */
function virtualEnvironment(folder: string): Recipe {
	const lock = join(pins, `${folder}.txt`);
	const path = join(toolFolder, folder);
	return {
		path,
		pin: lock,
		steps: [
			["python3", "-m", "venv", path],
			[join(path, "bin", "pip"), "install", "--quiet", "--no-compile", "--require-hashes", "--requirement", lock],
		],
	};
}

function pythonVersion(folder: "python-clients" | "moto" | "ansible", distribution: string): Promise<string> {
	const program = `from importlib.metadata import version; print(version(${JSON.stringify(distribution)}))`;
	return firstMatch(toolPath(folder, "python"), ["-c", program], /(\S+)/);
}

async function firstMatch(command: string, args: readonly string[], pattern: RegExp): Promise<string> {
	const said = await outputOf(command, args);
	const version = pattern.exec(said)?.[1];
	if (!version) throw new Error(`${command} ${args.join(" ")} tells no version: ${said}`);
	return version;
}
