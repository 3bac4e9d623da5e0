/**
 * Every command in the README and the other pages is run, in this process and against embedded AWSs that are many times
 * faster than real, and every manifest is loaded. Where a page speaks to the real AWS, an embedded one answers; `dig`, `curl`
 * and the aws CLI have stand-ins, so that the test needs nothing but Node.
 */
import { Resolver } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadFiles, texts } from "../manifest/snapshots.ts";
import { type CommandResult, type LocalAws, runCommand, startLocal } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";
import { blocksOf, commandsOf, type DocumentedCommand, filesOf, pages } from "./pages.ts";

/** What is not run, and why. */
const notRun: Readonly<Record<string, string>> = {
	"npm ci": "it installs packages; the gate begins with it",
	"npm test": "it would run this test",
	"evenkeel status --address controller.evenkeel.internal:8080": "it asks inside of a VPC",
	"evenkeel suspend Service/shop/order-api": "it needs that service, which is the reader's",
	"aws ec2 describe-vpc-attribute": "the embedded AWS has no EC2",
};

const speed = "2000";
const account = "111122223333";
const blocks = [...pages()].flatMap(([page, text]) => blocksOf(page, text));
const folderFiles = filesOf(blocks.filter(({ page }) => page === "docs/MANIFESTS.md"));
const commands = blocks.flatMap(commandsOf);
const isRun = ({ command }: DocumentedCommand) => !Object.keys(notRun).some((one) => command.startsWith(one));

let folder: ManifestFolder;
let examples: Examples;
let aws: LocalAws;
let controlled: LocalAws;

beforeAll(async () => {
	folder = await manifestFolder();
	for (const [path, text] of Object.entries(folderFiles)) await folder.write(path, text);
	[examples, aws, controlled] = await Promise.all([
		startExamples(),
		startLocal(["--speed", speed, "--account", account]),
		startLocal(["--clock", "virtual"]),
	]);
});
afterAll(async () => {
	await examples.stop();
	await aws.stop();
	await controlled.stop();
	await folder.dispose();
});

describe("the commands of the pages", () => {
	it.each(commands.filter(isRun))("$place $command", async ({ command, output }) => {
		const result = await run(command);
		expect(result).toMatchObject({ code: 0 });
		if (output !== undefined) expect(result.error + result.out).toBe(output);
	});

	for (const [command, reason] of Object.entries(notRun)) it.skip(`${command} is not run: ${reason}`, () => {});

	it("are run but for those that are still in the pages", () => {
		const idle = Object.keys(notRun).filter((one) => !commands.some(({ command }) => command.startsWith(one)));
		expect(idle).toEqual([]);
		expect(commands.filter(isRun).length).toBeGreaterThan(15);
	});
});

describe("the manifests of the pages", () => {
	const manifests = blocks.filter(({ language, text }) => language === "yaml" && text.includes("apiVersion: evenkeel"));

	it.each(manifests)("$page:$line loads without an error", ({ page, line, text }) => {
		const others = Object.entries(folderFiles).map(([path, other]) => [path, withoutDoubles(other, text)] as const);
		const path = Object.keys(folderFiles).find((name) => folderFiles[name] === text) ?? "base/this.yaml";
		const loaded = loadFiles({ ...Object.fromEntries(others), [path]: text }, { path: "envs/prod" });
		const errors = loaded.problems.filter(({ severity }) => severity === "error");
		expect(errors, `${page}:${line} ${texts(loaded)}`).toEqual([]);
		expect(loaded.desired?.resources).toHaveLength(6);
	});

	it("make AWS as they say, and are in sync then", async () => {
		const { env, stop } = await startLocal(["--speed", speed, "--account", account]);
		const where = ["--path", `${folder.path}/envs/prod`, "--root", folder.path];
		const applied = await runCommand(["apply", ...where, "--speed", speed], { env });
		expect(applied).toMatchObject({ code: 0, error: "" });
		const planned = await runCommand(["plan", ...where, "--detailed-exitcode"], { env });
		expect(planned).toMatchObject({ code: 0 });
		expect(planned.out).toContain("Nothing to do: 6 in sync");
		await stop();
	});
});

describe("the status in the pages", () => {
	it("has the members that the program gives", async () => {
		const { text } = blocks.find(({ title }) => title === "status") ?? { text: "{}" };
		const shown = JSON.parse(text) as { resources: readonly object[] };
		const answer = await fetch(`${examples.status}/api/v1/status`);
		const real = (await answer.json()) as { resources: readonly { identity: string }[] };
		expect(Object.keys(real).sort()).toEqual(expect.arrayContaining(Object.keys(shown)));
		const [resource = {}] = shown.resources;
		const same = real.resources.find(({ identity }) => "identity" in resource && identity === resource.identity);
		expect(membersOf(same ?? {})).toEqual(membersOf(resource));
	});
});

describe("the metrics in the pages", () => {
	it("have a zero for every mismatch of a registry that services use", async () => {
		const scraped = async () => (await fetch(`${examples.status}/metrics`)).text();
		// The first comparison comes a moment after all is well.
		await expect
			.poll(scraped, { timeout: 5_000 })
			.toMatch(/^evenkeel_discovery_mismatch\{kind="Registry",.*mismatch="orphan_record"\} 0$/m);
	});
});

interface Examples {
	/** Where AWS's protocols are served, and the status. */
	readonly url: string;
	readonly status: string;
	readonly dnsPort: string;
	readonly result: Promise<CommandResult>;
	readonly stop: () => Promise<CommandResult>;
}

/** `npm start`, as package.json has it, until it says that all is well. */
async function startExamples(): Promise<Examples> {
	const ending = new AbortController();
	let said = "";
	let result: Promise<CommandResult> | undefined;
	await new Promise<void>((resolve, reject) => {
		const onOut = (all: string) => {
			said = all;
			if (all.includes("converged ")) resolve();
		};
		result = runCommand(quick(startArguments()), { signal: ending.signal, onOut });
		result.then(({ out, error }) => reject(new Error(`It ended early:\n${out}${error}`)), reject);
	});
	if (!result) throw new Error("It was not started.");
	const ended = result;
	const find = (pattern: RegExp) => pattern.exec(said)?.[1] ?? "";
	return {
		url: find(/embedded AWS.* is at (http:\S+?);/),
		status: find(/Status is at (http:\S+?),/),
		dnsPort: find(/DNS is at 127\.0\.0\.1:(\d+)/),
		result: ended,
		stop: () => {
			ending.abort();
			return ended;
		},
	};
}

function startArguments(): readonly string[] {
	const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { start: string } };
	return scripts.start.replace("node dist/main.js ", "").split(" ");
}

/** One command of a page, as this machine can run it. */
async function run(command: string): Promise<CommandResult> {
	const words = wordsOf(command);
	const env: Record<string, string> = {};
	while (/^[A-Z_]+=/.test(words[0] ?? "")) {
		const [name = "", value = ""] = (words.shift() ?? "").split("=");
		// Whoever means the real AWS, or one that runs already, gets one that was started for this test.
		if (name === "AWS_PROFILE" || name === "AWS_ENDPOINT_URL") Object.assign(env, aws.env);
		else env[name] = value;
	}
	const [program = "", ...rest] = words;
	if (program === "npx" && rest[0] === "evenkeel") return runEvenkeel(rest.slice(1), env);
	if (program === "npm" && rest[0] === "start") return runEvenkeel([...startArguments(), ...rest.slice(2)], env);
	if (program === "dig") return dig(rest);
	if (program === "curl") return curl(rest);
	if (program === "aws") return askAws(rest);
	throw new Error(`${command} is neither run nor listed under what is not run.`);
}

/** The words of a command line, without the quotes that a shell takes away. */
function wordsOf(command: string): string[] {
	const words = command.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
	return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single = "", double = "") => single + double));
}

/** Endless commands are ended once they have said that they are where they should be. */
async function runEvenkeel(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<CommandResult> {
	const ending = new AbortController();
	const endless = (argv[0] === "run" && !argv.includes("--exit-when-synced")) || argv[0] === "local";
	const onOut = (all: string) => {
		if (endless && /converged |paused |Ctrl-C/.test(all)) ending.abort();
	};
	return runCommand(quick(argv), { env, signal: ending.signal, onOut });
}

/** The same command on free ports, at the speed of this test, and with the folder of the pages in its place. */
function quick(argv: readonly string[]): readonly string[] {
	const [name = "", ...given] = argv;
	const own = given.map((word, index) => {
		if (given[index - 1] === "--speed") return speed;
		return given[index - 1] === "--path" && word.startsWith("envs/") ? `${folder.path}/${word}` : word;
	});
	const more = [
		...(own.some((word) => word.startsWith(`${folder.path}/`)) ? ["--root", folder.path] : []),
		...(["run", "apply", "local"].includes(name) && !own.includes("--speed") ? ["--speed", speed] : []),
		...(name === "run" ? ["--listen", "127.0.0.1:0"] : []),
		...(name === "run" || name === "local" ? ["--port", "0", "--dns-port", "0"] : []),
		...(name === "status" && !own.includes("--address") ? ["--address", examples.status.replace("http://", "")] : []),
	];
	return [name, ...own, ...more];
}

async function dig(words: readonly string[]): Promise<CommandResult> {
	expect(words.slice(0, 3)).toEqual(["@127.0.0.1", "-p", "5300"]);
	const [name = "", type = "A"] = words.slice(3);
	const resolver = new Resolver();
	resolver.setServers([`127.0.0.1:${examples.dnsPort}`]);
	const answers = await resolver.resolve(name, type);
	return { code: Array.isArray(answers) && answers.length > 0 ? 0 : 1, out: "", error: "" };
}

/** `curl [-X METHOD] [-d 'BODY'] URL`. The control API is asked of an emulator that no other command speaks to. */
async function curl(words: readonly string[]): Promise<CommandResult> {
	const after = (flag: string) => words[words.indexOf(flag) + 1];
	const body = words.includes("-d") ? after("-d") : undefined;
	const method = words.includes("-X") ? after("-X") : body === undefined ? "GET" : "POST";
	const url = (words.at(-1) ?? "")
		.replace("http://127.0.0.1:8080", examples.status)
		.replace("http://127.0.0.1:4566", controlled.url);
	const answer = await fetch(url, { method: method ?? "GET", ...(body === undefined ? {} : { body }) });
	return { code: answer.ok ? 0 : 22, out: await answer.text(), error: "" };
}

/** `aws SERVICE OPERATION --member value`, as the request that the CLI makes of it. */
async function askAws(words: readonly string[]): Promise<CommandResult> {
	const flags = new Map<string, string>();
	const names = words.filter((word, index) => {
		if (word.startsWith("--")) flags.set(word.slice(2), words[index + 1] ?? "");
		return !word.startsWith("--") && !words[index - 1]?.startsWith("--");
	});
	const [service = "", operation = ""] = names;
	expect([undefined, "http://127.0.0.1:4566"]).toContain(flags.get("endpoint-url"));
	for (const global of ["endpoint-url", "region"]) flags.delete(global);
	const capitals = (text: string) =>
		text.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase());
	const members = [...flags].map(([flag, value]) => [capitals(flag), value] as const);
	const target = { ecs: "AmazonEC2ContainerServiceV20141113", servicediscovery: "Route53AutoNaming_v20170314" }[
		service
	];
	const answer = await fetch(examples.url, {
		method: "POST",
		headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `${target}.${capitals(operation)}` },
		body: JSON.stringify(Object.fromEntries(members)),
	});
	return { code: answer.ok ? 0 : 254, out: await answer.text(), error: "" };
}

/** The names of all members, with those inside of them. */
function membersOf(value: object): readonly string[] {
	const names = Object.entries(value).flatMap(([name, member]) => {
		const inside = typeof member === "object" && member !== null ? membersOf(member) : [];
		return [name, ...inside.map((inner) => `${name}.${inner}`)];
	});
	return names.sort();
}

/** The documents of `file` that `text` does not declare anew. */
function withoutDoubles(file: string, text: string): string {
	const headOf = (document: string) => /kind: (\w+)[\s\S]*?name: ([\w.-]+)/.exec(document)?.slice(1).join("/");
	const anew = new Set(text.split(/^---$/m).map(headOf));
	return file
		.split(/^---$/m)
		.filter((document) => !anew.has(headOf(document)))
		.join("---");
}
