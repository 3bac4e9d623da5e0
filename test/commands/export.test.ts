/** `evenkeel export` against one running `evenkeel local`: to standard output, and to a folder. */
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
	CreateHttpNamespaceCommand,
	GetOperationCommand,
	ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type LocalAws, runCommand, startLocal } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";

let aws: LocalAws;
let folder: ManifestFolder;
const evenkeel = (...argv: string[]) => runCommand(argv, { env: aws.env });

function clientsOf({ url }: LocalAws) {
	const credentials = { accessKeyId: "x", secretAccessKey: "x" };
	const config = { endpoint: url, region: "ap-northeast-1", credentials };
	const [ecs, cloudMap] = [new ECSClient(config), new ServiceDiscoveryClient(config)];
	const close = () => {
		ecs.destroy();
		cloudMap.destroy();
	};
	return { ecs, cloudMap, close };
}

beforeAll(async () => {
	aws = await startLocal();
	folder = await manifestFolder();
	const { ecs, close } = clientsOf(aws);
	await ecs.send(new CreateClusterCommand({ clusterName: "shop", tags: [{ key: "team", value: "a" }] }));
	const environment = [{ name: "KEY", value: "hush-hush" }];
	const containerDefinitions = [{ name: "app", image: "a", memory: 64, environment }];
	await ecs.send(new RegisterTaskDefinitionCommand({ family: "api", containerDefinitions }));
	close();
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
		expect(again).toMatchObject({ code: 1, error: expect.stringContaining("exists already") });
	});

	it("writes nowhere else, whatever AWS's names are, and what it writes validates", async () => {
		const hostile = await startLocal();
		const to = join(folder.path, "hostile/to");
		const clients = clientsOf(hostile);
		const names = [
			"../../escape",
			"..",
			"a/../../b",
			"/etc/x",
			"CON",
			"shop/internal",
			"shop-internal",
			"\\\\host",
			"$(id)",
		];
		for (const Name of names) {
			const { OperationId } = await clients.cloudMap.send(new CreateHttpNamespaceCommand({ Name }));
			const status = () => clients.cloudMap.send(new GetOperationCommand({ OperationId }));
			await eventually(async () => (await status()).Operation?.Status === "SUCCESS");
		}
		for (const clusterName of ["Prod", "prod", "_prod", "-rf", "x".repeat(255)]) {
			await clients.ecs.send(new CreateClusterCommand({ clusterName }));
		}
		clients.close();
		const run = (...argv: string[]) => runCommand(argv, { env: hostile.env });
		const { code, error } = await run("export", "--all", "--to", to);
		expect({ code, error }).toEqual({ code: 0, error: "" });
		expect(
			await readdir(folder.path, { recursive: true }).then((all) => all.filter((one) => one.includes("escape"))),
		).toEqual(["hostile/to/namespace/escape.yaml"]);
		const files = await readdir(to, { recursive: true });
		expect(files.filter((file) => file.endsWith(".yaml"))).toHaveLength(names.length + 5);
		for (const file of files) expect(file).toMatch(/^(cluster|namespace)(\/[a-z0-9_][a-z0-9._-]*)?$/);
		expect(await run("validate", "--path", to, "--owner", "me")).toMatchObject({
			code: 0,
			out: expect.stringContaining(`${names.length + 5} resources, no errors`),
		});
		await hostile.stop();
	});

	it.each(["a folder", "a file", "nothing"])("follows no link that it finds in its folder, to %s", async (target) => {
		const to = join(folder.path, `links to ${target}`);
		const elsewhere = join(folder.path, `elsewhere ${target}`);
		await mkdir(to, { recursive: true });
		if (target === "a folder") await mkdir(elsewhere);
		if (target === "a file") await writeFile(elsewhere, "");
		await symlink(elsewhere, target === "a folder" ? join(to, "cluster") : join(to, "cluster.yaml"));
		const { code, error } = await evenkeel("export", "Cluster/*", "--to", to);
		if (target === "a folder") {
			expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining("is a link") });
			expect(await readdir(elsewhere)).toEqual([]);
			expect(await readdir(to)).toEqual(["cluster"]);
		}
		await mkdir(join(to, "in"), { recursive: true });
		await mkdir(join(to, "in/cluster"));
		await symlink(elsewhere, join(to, "in/cluster/shop.yaml"));
		expect(await evenkeel("export", "Cluster/*", "--to", join(to, "in"))).toMatchObject({
			code: 1,
			error: expect.stringContaining("exists already"),
		});
	});

	it("leaves out what no manifest can say, and tells it without a control character", async () => {
		const { ecs, close } = clientsOf(aws);
		const dockerLabels = Object.fromEntries([["__proto__", "x"]]);
		const containerDefinitions = [{ name: "app", image: "a", memory: 64, dockerLabels }];
		await ecs.send(new RegisterTaskDefinitionCommand({ family: "odd", containerDefinitions }));
		close();
		const { code, out, error } = await evenkeel("export", "TaskDefinition/*");
		expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining("odd") });
		expect(error).toContain("TaskDefinition/odd is not exported: its manifest would be invalid (forbidden-key): ");
	});

	it("keeps secrets where it is told to, and says so", async () => {
		const { code, out, error } = await evenkeel("export", "TaskDefinition/api", "--include-secrets");
		expect(code).toBe(0);
		expect(out).toContain("hush-hush");
		expect(error).toContain("1 value that may be secret printed unchanged");
	});

	it.each([
		[[], "Pass what to export"],
		[["--all", "Cluster/*"], "Pass what to export"],
		[["Cluster/ship"], "No existing resource matches Cluster/ship. Did you mean Cluster/shop?"],
		[["Cluster/*", "Service/ship/*"], "No existing resource matches Service/ship/*."],
	])("refuses %j with a sentence", async (argv, sentence) => {
		expect(await evenkeel("export", ...argv)).toMatchObject({ code: 1, error: expect.stringContaining(sentence) });
	});
});
