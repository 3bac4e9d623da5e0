/** `evenkeel export` against one running `evenkeel local`: to standard output, and to a folder. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAws, runCommand, startLocal } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";

let aws: LocalAws;
let folder: ManifestFolder;
const evenkeel = (...argv: string[]) => runCommand(argv, { env: aws.env });

beforeAll(async () => {
	aws = await startLocal();
	folder = await manifestFolder();
	const credentials = { accessKeyId: "x", secretAccessKey: "x" };
	const ecs = new ECSClient({ endpoint: aws.url, region: "ap-northeast-1", credentials });
	await ecs.send(new CreateClusterCommand({ clusterName: "shop", tags: [{ key: "team", value: "a" }] }));
	const environment = [{ name: "KEY", value: "hush-hush" }];
	const containerDefinitions = [{ name: "app", image: "a", memory: 64, environment }];
	await ecs.send(new RegisterTaskDefinitionCommand({ family: "api", containerDefinitions }));
	ecs.destroy();
});
afterAll(async () => {
	await folder.dispose();
	await aws.stop();
});

describe("evenkeel export", () => {
	it("prints a manifest of what is meant", async () => {
		const { code, out, error } = await evenkeel("export", "Cluster/*");
		expect({ code, error }).toEqual({ code: 0, error: "" });
		expect(out).toBe(
			[
				...["---", "apiVersion: evenkeel/v1alpha1", "kind: Cluster", "metadata:", "  name: shop", "spec:"],
				...["  clusterName: shop", "  tags:", "    - key: team", "      value: a", ""],
			].join("\n"),
		);
	});

	it("writes a folder that validates once its secrets are said, and nothing over a file", async () => {
		const to = join(folder.path, "all");
		const first = await evenkeel("export", "--all", "--to", to);
		expect(first).toMatchObject({
			code: 0,
			out: "",
			error: expect.stringContaining("1 value that may be secret became"),
		});
		expect(await readFile(join(to, "task-definition/api.yaml"), "utf8")).not.toContain("hush-hush");
		const validate = (...flags: string[]) => evenkeel("validate", "--path", to, "--owner", "me", ...flags);
		expect(await validate()).toMatchObject({ code: 1, error: expect.stringContaining("missing-variable") });
		expect(await validate("--var", "api_app_KEY=said")).toMatchObject({ code: 0, error: "" });
		const again = await evenkeel("export", "--all", "--to", to);
		expect(again).toMatchObject({ code: 1, error: expect.stringContaining("cannot be written") });
	});

	it("keeps secrets where it is told to, and says so", async () => {
		const { code, out, error } = await evenkeel("export", "TaskDefinition/api", "--include-secrets");
		expect(code).toBe(0);
		expect(out).toContain("hush-hush");
		expect(error).toContain("1 value that may be secret kept as they are");
	});

	it.each([
		[[], "Say what to export"],
		[["--all", "Cluster/*"], "Say what to export"],
		[["Cluster/ship"], "Nothing that is there is meant by Cluster/ship. Did you mean Cluster/shop?"],
		[["Cluster/*", "Service/ship/*"], "Nothing that is there is meant by Service/ship/*."],
	])("refuses %j with a sentence", async (argv, sentence) => {
		expect(await evenkeel("export", ...argv)).toMatchObject({ code: 1, error: expect.stringContaining(sentence) });
	});
});
