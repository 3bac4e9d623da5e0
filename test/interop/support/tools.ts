/**
 * The foreign clients and emulators: how to install each at its pinned version, and how to read the installed version.
 * Packages are installed below `.tools/`; Terraform and ecspresso are used from the PATH if present.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installFolder, type Recipe } from "../../support/install-folder.ts";
import { outputOf } from "./process.ts";

export interface Tool {
	readonly name: ToolName;
	/** Whether it comes from a package registry, so that a machine with network access must have it. */
	readonly fromRegistry: boolean;
	/** Rejects with the reason if it is not available. */
	readonly install: () => Promise<void>;
	readonly version: () => Promise<string>;
}

export type ToolName =
	| "aws CLI"
	| "boto3"
	| "ecs-deploy"
	| "moto"
	| "Ansible"
	| "AWS SDK for JavaScript 2"
	| "Terraform"
	| "ecspresso";

const pins = fileURLToPath(new URL("../tools", import.meta.url));

/** The folder of installed tools; Git ignores it, and removing it makes the next run reinstall them. */
export const toolFolder = fileURLToPath(new URL("../../../.tools", import.meta.url));

/** A program installed below `.tools/`. */
export function toolPath(folder: "python-clients" | "moto" | "ansible", file: string): string {
	return join(toolFolder, folder, "bin", file);
}

/** The result of `require` in a folder below `.tools/`. */
export function requireTool(folder: "javascript-v2"): NodeJS.Require {
	return createRequire(join(toolFolder, folder, "package.json"));
}

/** The folder of a mirror of Terraform's providers: configured, or the default location of add-on software. */
export const terraformPlugins = process.env.TERRAFORM_PLUGIN_DIR ?? mirrorOfMachine();

function mirrorOfMachine(): string {
	const usual = "/usr/local/share/terraform/plugins";
	const folders = [usual, "/usr/share/terraform/plugins", ...namesIn("/opt").map((name) => join("/opt", name))];
	return folders.find((folder) => awsProviderIn(folder) !== undefined) ?? usual;
}

/** The version of the AWS provider in a mirror of any provider registry. */
function awsProviderIn(mirror: string): string | undefined {
	return namesIn(mirror).flatMap((registry) => namesIn(join(mirror, registry, "hashicorp", "aws")))[0];
}

function namesIn(folder: string): readonly string[] {
	return existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
}

/** The version before the modular SDK that evenkeel uses; it has its own codecs. */
const javascriptSdk: Recipe = {
	path: join(toolFolder, "javascript-v2"),
	pin: join(pins, "javascript-v2", "package-lock.json"),
	steps: [
		["cp", "-r", join(pins, "javascript-v2"), toolFolder],
		["npm", "ci", "--ignore-scripts", "--prefix", join(toolFolder, "javascript-v2")],
	],
};

export const tools: readonly Tool[] = [
	python("aws CLI", "python-clients", () =>
		firstMatch(toolPath("python-clients", "aws"), ["--version"], /aws-cli\/(\S+)/),
	),
	python("boto3", "python-clients", () => pythonVersion("python-clients", "boto3")),
	python("ecs-deploy", "python-clients", () => pythonVersion("python-clients", "ecs-deploy")),
	python("moto", "moto", () => pythonVersion("moto", "moto")),
	python("Ansible", "ansible", () => pythonVersion("ansible", "ansible")),
	{
		name: "AWS SDK for JavaScript 2",
		fromRegistry: true,
		install: () => installFolder(javascriptSdk),
		version: async () => String(requireTool("javascript-v2")("aws-sdk/package.json").version),
	},
	{ name: "Terraform", fromRegistry: false, install: async () => {}, version: terraformVersion },
	{
		name: "ecspresso",
		fromRegistry: false,
		install: async () => {},
		version: () => fromPath("ecspresso", ["version"], /(ecspresso.*)/),
	},
];

function python(name: ToolName, folder: "python-clients" | "moto" | "ansible", version: Tool["version"]): Tool {
	return { name, fromRegistry: true, install: () => installFolder(virtualEnvironment(folder)), version };
}

/** A virtual environment with the packages of a lock file with hashes. */
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

/** The version of a program on the PATH. */
async function fromPath(command: string, args: readonly string[], pattern: RegExp): Promise<string> {
	try {
		return await firstMatch(command, args, pattern);
	} catch (error) {
		const missing = (error as { readonly code?: string }).code === "ENOENT";
		throw missing ? new Error("it is not on the PATH, where this suite takes it from") : error;
	}
}

/** Terraform needs its AWS provider, which it must not download. */
async function terraformVersion(): Promise<string> {
	const program = await fromPath("terraform", ["version"], /Terraform v(\S+)/);
	const provider = awsProviderIn(terraformPlugins);
	if (!provider) throw new Error(`there is no AWS provider in ${terraformPlugins} (TERRAFORM_PLUGIN_DIR)`);
	return `${program} with its AWS provider ${provider}`;
}

async function firstMatch(command: string, args: readonly string[], pattern: RegExp): Promise<string> {
	const said = await outputOf(command, args);
	const version = pattern.exec(said)?.[1];
	if (version === undefined) throw new Error(`${command} ${args.join(" ")} tells no version: ${said}`);
	return version;
}
