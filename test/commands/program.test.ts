/** How the command line itself behaves: flags, the variables that stand for them, and mistakes. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { runCommand } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";

const nowhere = { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_REGION: "eu-west-1" };
let folder: ManifestFolder;
beforeAll(async () => {
	folder = await manifestFolder();
	await folder.write("all.yaml", "apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: shop }\nspec: {}\n");
});
afterAll(() => folder.dispose());
const plan = (flags: readonly string[], env: Readonly<Record<string, string>>) =>
	runCommand(["plan", "--path", folder.path, ...flags], { env });

describe("what goes wrong", () => {
	it("is told without a character that a terminal obeys", async () => {
		const { code, error } = await plan(["--path", "/nowhere/\u001b]0;x\u0007\u202e"], {});
		expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(String.raw`\u001b]0;x\u0007\u202e`) });
		expect(error.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
	});
});

describe("variables that stand for flags", () => {
	it.each(["true", "1", "YES"])("switch a flag on by %s", async (text) => {
		const { code, out } = await plan([], { ...nowhere, EVENKEEL_LOCAL: text });
		expect([code, out]).toEqual([0, expect.stringContaining("ecs:CreateCluster")]);
	});

	it.each(["false", "0", "no", ""])("leave a flag off by '%s'", async (text) => {
		const { code, error } = await plan(["--owner", "me"], { ...nowhere, EVENKEEL_LOCAL: text });
		expect([code, error]).toEqual([1, expect.stringContaining("AWS does not answer")]);
	});

	it("are refused by name when they say neither", async () => {
		const { code, error } = await plan([], { ...nowhere, EVENKEEL_LOCAL: "maybe" });
		expect([code, error]).toEqual([1, expect.stringContaining("EVENKEEL_LOCAL")]);
	});

	it("carry values, and a flag that is given wins over them", async () => {
		const env = { ...nowhere, EVENKEEL_OUTPUT: "json" };
		expect(JSON.parse((await plan(["--local"], env)).out).summary.create).toBe(1);
		expect((await plan(["--local", "--output", "markdown"], env)).out).toContain("###");
		expect((await plan(["--local"], { EVENKEEL_OUTPUT: "xml" })).error).toContain("EVENKEEL_OUTPUT");
	});
});

describe("mistakes", () => {
	it.each<[string, string[], RegExp]>([
		["an unknown flag", ["plan", "--bogus"], /unknown option '--bogus'/],
		["an unknown command", ["plann"], /unknown command 'plann'/],
		["a port that is none", ["local", "--port", "70000"], /Write a port from 0 to 65535/],
		["an account that is none", ["plan", "--account", "12"], /twelve digits/],
		["a duration without a number", ["run", "--interval", "soon"], /such as 30s or 5m/],
		["a folder without its flag", ["validate", "envs/prod"], /Pass the folder with --path, as in --path envs\/prod\./],
		["an unknown kind", ["schema", "Pod"], /There is no kind "Pod"/],
		["a folder that is not there", ["validate", "--path", "/no/such/folder"], /does not exist/],
		[
			"--account on real AWS",
			["plan", "--account", "111122223333", "--owner", "me", "--path", "."],
			/goes with --local/,
		],
		["manifests without an owner", ["validate", "--path", "."], /missing-owner/],
		["no evenkeel to ask", ["status", "--address", "127.0.0.1:9"], /No evenkeel answers at 127\.0\.0\.1:9/],
	])("are told in a sentence: %s", async (_, argv, sentence) => {
		const { code, out, error } = await runCommand(argv, { cwd: folder.path, env: nowhere });
		expect(code).toBe(1);
		expect(out + error).toMatch(sentence);
	});
});

describe("--version", () => {
	it("is the package's", async () => {
		const { version } = JSON.parse(await readFile("package.json", "utf8"));
		expect(await runCommand(["--version"])).toEqual({ code: 0, out: `${version}\n`, error: "" });
	});
});

describe("schema", () => {
	it("lists the kinds and prints each one's schema", async () => {
		const { out } = await runCommand(["schema"]);
		const kebab = kinds.names.map((kind) => kind.replace(/(?<=[a-z])([A-Z])/g, "-$1").toLowerCase());
		expect(out.trim().split("\n")).toEqual(["environment", ...kebab].sort());
		for (const kind of ["Service", "task-definition", "TaskDefinition"]) {
			expect(JSON.parse((await runCommand(["schema", kind])).out)).toHaveProperty("$schema");
		}
	});
});
