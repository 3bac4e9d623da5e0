/** `evenkeel diff` against one running `evenkeel local`: what it prints, and the exit codes that scripts rely on. */
import { CreateClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAws, runCommand, startLocal } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";

let aws: LocalAws;
let folder: ManifestFolder;
const diff = (...argv: string[]) =>
	runCommand(["diff", ...argv, "--path", folder.path, "--owner", "shop"], { env: aws.env });
const cluster = (name: string, spec: string) =>
	`apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
const insights = (value: string) => ({ settings: [{ name: "containerInsights" as const, value }] });

beforeAll(async () => {
	aws = await startLocal();
	folder = await manifestFolder();
	await folder.write("same.yaml", cluster("same", JSON.stringify(insights("enabled"))));
	await folder.write("other.yaml", cluster("other", JSON.stringify(insights("enhanced"))));
	await folder.write("new.yaml", cluster("new", "{ tags: [{ key: team, value: a }] }"));
	await folder.write(
		"t.yaml",
		"apiVersion: evenkeel/v1alpha1\nkind: TaskDefinition\nmetadata: { name: api }\nspec: { networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{ name: api, image: a, environment: [{ name: KEY, value: hush-hush }] }] }\n",
	);
	const credentials = { accessKeyId: "x", secretAccessKey: "x" };
	const ecs = new ECSClient({ endpoint: aws.url, region: "ap-northeast-1", credentials });
	await ecs.send(new CreateClusterCommand({ clusterName: "same", ...insights("enabled") }));
	await ecs.send(new CreateClusterCommand({ clusterName: "other", ...insights("disabled") }));
	ecs.destroy();
});
afterAll(async () => {
	await folder.dispose();
	await aws.stop();
});

describe("evenkeel diff", () => {
	it("ends with 0 and prints nothing for what is the same", async () => {
		expect(await diff("Cluster/same")).toEqual({ code: 0, out: "", error: "" });
	});

	it("ends with 1 and prints a hunk for each field that differs, and what is missing whole", async () => {
		expect(await diff("Cluster/*")).toEqual({
			code: 1,
			error: "",
			out: [
				"--- /dev/null",
				"+++ new.yaml:1",
				"@@ Cluster/new @@",
				"+clusterName: new",
				"+tags:",
				"+  team: a",
				"--- AWS Cluster/other",
				"+++ other.yaml:1",
				"@@ settings.containerInsights.value @@",
				"-disabled",
				"+enhanced",
				"",
			].join("\n"),
		});
	});

	it("never prints what may be secret", async () => {
		const { code, out } = await diff("TaskDefinition/api");
		expect(code).toBe(1);
		expect(out).toContain("KEY");
		expect(out).not.toContain("hush-hush");
	});

	it.each([
		[
			"nothing is meant",
			["Cluster/ship"],
			"No declared or owned resource matches Cluster/ship. Write an identity as status prints it",
		],
		["one selector means nothing", ["*", "Cluster/ship"], "matches Cluster/ship."],
		["a flag is unknown", ["--bogus"], "unknown option '--bogus'"],
		["AWS does not answer", [], "AWS does not answer"],
	])("ends with 2 when %s", async (what, argv, sentence) => {
		const env = what.startsWith("AWS") ? { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_REGION: "eu-west-1" } : aws.env;
		const result = await runCommand(["diff", ...argv, "--path", folder.path, "--owner", "shop"], { env });
		expect(result).toMatchObject({ code: 2, out: "", error: expect.stringContaining(sentence) });
	});

	it("ends with 2 when a manifest is rejected", async () => {
		await folder.write("broken.yaml", "kind: [\n");
		expect(await diff()).toMatchObject({ code: 2, out: "", error: expect.stringContaining("broken.yaml:") });
		await folder.remove("broken.yaml");
	});
});
