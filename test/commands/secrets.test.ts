/** Random secret values from every source, and then every byte that commands and the status server give away. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { eventually, runCommand, startLocal } from "../support/command-line.ts";
import { type EchoingAws, echoingAws, forms } from "../support/echoing-aws.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";

const noise = fc.string({
	unit: fc.oneof(
		fc.constantFrom(..."\"'\\\n$%<>&;{}`|*_é名😀 +=/#:a1Z"),
		fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
	),
	minLength: 1,
	maxLength: 8,
});
const letters = fc.string({
	unit: fc.constantFrom(..."bcdfghjkmnpqrstvwxz23456789BCDFGHJKLMNPQRSTVWXZ"),
	minLength: 16,
	maxLength: 16,
});

interface Secret {
	readonly value: string;
	/** Letters that only this value has. */
	readonly tells: readonly string[];
}

const secret: fc.Arbitrary<Secret> = fc
	.tuple(letters, noise, letters, noise, letters)
	.map(([first, before, middle, after, last]) => ({
		value: `${first}${before}${middle}${after}${last}`,
		tells: [first, middle, last].flatMap((part) => [part.slice(0, 9), part.slice(7)]),
	}));

/** Where secrets come from. */
const secrets = fc.record({
	output: secret,
	rotated: secret,
	variable: secret,
	flag: secret,
	environment: secret,
	option: secret,
	endpoint: letters.map((value): Secret => ({ value, tells: [value.slice(0, 9), value.slice(7)] })),
	key: secret,
});
type Secrets = typeof secrets extends fc.Arbitrary<infer Values> ? Values : never;

const literal = (text: string) => text.replaceAll("${", () => "$${");
const reference = (name: string) => `\${${name}}`;
const [dsn, flag, token] = ["infra.db.dsn", "DB_PASSWORD", "API_TOKEN"].map(reference);

async function writeManifests(folder: ManifestFolder, values: Secrets, output: Secret): Promise<void> {
	const outputs = { db: { sensitive: true, type: "string", value: { dsn: output.value, hosts: ["db-1"] } } };
	await folder.write("infra.json", JSON.stringify(outputs));
	const document = (kind: string, name: string, spec: object) =>
		folder.write(`${name}.yaml`, JSON.stringify({ apiVersion: "evenkeel/v1alpha1", kind, metadata: { name }, spec }));
	await document("Environment", "environment", {
		owner: "secrets",
		variableFiles: ["infra.json"],
		variables: { API_TOKEN: literal(values.variable.value) },
	});
	const container = {
		name: "web",
		image: "web:1",
		command: ["serve", `--db=app:${dsn}@db`, "--key", `x ${flag} y`],
		entryPoint: ["sh", "-c", `exec ${dsn}`],
		healthCheck: { command: ["CMD-SHELL", `curl -H ${token} ${dsn}`] },
		dockerLabels: { token, note: `a ${dsn}`, db: dsn },
		environment: [{ name: "GREETING", value: literal(values.environment.value) }],
		logConfiguration: { logDriver: "splunk", options: { "splunk-url": literal(values.option.value) } },
	};
	await document("TaskDefinition", "web", {
		family: "web",
		...{ networkMode: "bridge", requiresCompatibilities: ["EC2"], cpu: 256, memory: 512 },
		containerDefinitions: [container],
	});
	await document("Cluster", "shop", { clusterName: "shop" });
}

/** Runs commands on a folder, and keeps all that they say. */
function session(folder: ManifestFolder, aws: EchoingAws, values: Secrets) {
	const said: [string, string][] = [];
	const env = {
		AWS_ENDPOINT_URL: aws.url.replace("//", `//user:${values.endpoint.value}@`),
		AWS_SECRET_ACCESS_KEY: values.key.value,
		AWS_REGION: "eu-west-1",
	};
	const flags = ["--path", folder.path, "--var", `DB_PASSWORD=${values.flag.value}`];
	return {
		said,
		run: async (...argv: readonly string[]) => {
			const { code, out, error } = await runCommand([...argv, ...flags], { env });
			said.push([argv.join(" "), `${out}\n${error}`]);
			return { code, out };
		},
		serve: async (...asked: readonly string[]) => {
			const ending = new AbortController();
			let url: string | undefined;
			const ended = runCommand(["run", "--listen", "127.0.0.1:0", "--interval", "1s", ...flags], {
				env,
				signal: ending.signal,
				onOut: (text) => {
					url = /Status is at (http:[^,\s]+)/.exec(text)?.[1];
				},
			});
			await eventually(async () => {
				const answer = url ? await fetch(`${url}/api/v1/status`) : undefined;
				return /"awsCode":"ClientException"/.test((await answer?.text()) ?? "");
			});
			for (const path of asked) said.push([path, await (await fetch(`${url}${path}`)).text()]);
			const address = ["--address", (url ?? "").replace("http://", "")];
			for (const output of ["text", "json"]) {
				const { out, error } = await runCommand(["status", ...address, "--output", output], { env });
				said.push([`status ${output}`, `${out}\n${error}`]);
			}
			ending.abort();
			const { out, error } = await ended;
			said.push(["run", `${out}\n${error}`]);
		},
	};
}

const plans = [
	["plan"],
	["plan", "--verbose"],
	["plan", "--output", "json"],
	["plan", "--output", "markdown"],
	["diff"],
];

it("no secret leaves a command or the status server, however it is written", async () => {
	await fc.assert(
		fc.asyncProperty(secrets, async (values) => {
			const folder = await manifestFolder();
			const local = await startLocal();
			const aws = await echoingAws(local.url);
			const { said, run, serve } = session(folder, aws, values);
			aws.refused = "RegisterTaskDefinition";
			aws.further = Object.values(values)
				.filter((value) => value !== values.rotated)
				.map(({ value }) => value);
			await writeManifests(folder, values, values.output);
			await run("validate");
			for (const output of ["yaml", "json"]) expect(await run("render", "--output", output)).toMatchObject({ code: 0 });
			for (const argv of plans) await run(...argv);
			for (const log of ["text", "json"]) await run("apply", "--log", log, "--timeout", "1s");
			await serve("/", "/api/v1/status", "/metrics");
			aws.refused = undefined;
			await run("apply", "--timeout", "20s");
			await writeManifests(folder, values, values.rotated);
			for (const argv of plans) await run(...argv);
			await folder.edit("web.yaml", (text) => text.replace('"cpu":256', `"cpu":"${dsn}"`));
			await run("validate");
			await folder.dispose();
			aws.close();
			await local.stop();

			expect(said.filter(([, text]) => text.includes("***")).length).toBeGreaterThan(15);
			const leaks = said.flatMap(([what, text]) =>
				Object.entries(values).flatMap(([name, { value, tells }]) => {
					const inForms = Object.entries(forms).filter(([, write]) => text.includes(write(value)));
					const parts = tells.filter((part) => text.includes(part));
					return [...inForms.map(([form]) => form), ...parts].map((how) => `${what} shows ${name}: ${how}`);
				}),
			);
			expect(leaks).toEqual([]);
		}),
		{ numRuns: 2, seed: 7, endOnFailure: true },
	);
}, 120_000);
