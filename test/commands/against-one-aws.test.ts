/** Commands one after the other against one running `evenkeel local`, as on a person's machine. */
import { DescribeServicesCommand, ECSClient, ListServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAws, runCommand, startLocal } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";

const speed = ["--speed", "200"];
let aws: LocalAws;
let folder: ManifestFolder;
let ecs: ECSClient;

beforeAll(async () => {
	aws = await startLocal(speed);
	folder = await manifestFolder("manifests/examples");
	ecs = new ECSClient({
		endpoint: aws.url,
		region: "ap-northeast-1",
		credentials: { accessKeyId: "x", secretAccessKey: "x" },
	});
});
afterAll(async () => {
	ecs.destroy();
	await folder.dispose();
	expect((await aws.stop()).code).toBe(0);
});

const evenkeel = (...argv: string[]) => runCommand([...argv, "--path", folder.path], { env: aws.env });
const planJson = async () => JSON.parse((await evenkeel("plan", "--output", "json")).out);

describe("against one running embedded AWS", () => {
	it("plans everything on an empty account, and tells so by the exit code", async () => {
		const { code, out } = await evenkeel("plan", "--detailed-exitcode", "--output", "json");
		const { summary, resources } = JSON.parse(out);
		expect(code).toBe(2);
		expect(summary).toMatchObject({ inSync: 0, create: 14, waiting: 11, blocked: 0, orphans: 0 });
		expect(resources).toContainEqual({
			id: "Cluster/golang-ecs-cluster",
			outcome: "action",
			action: "create",
			reason: { code: "NotFound", params: {}, message: "Does not exist." },
			operation: "ecs:CreateCluster",
			input: expect.objectContaining({ clusterName: "golang-ecs-cluster" }),
			drift: [],
			unmanaged: [],
		});
		expect(
			await ecs.send(new ListServicesCommand({ cluster: "golang-ecs-cluster" })).catch((error) => error.name),
		).toBe("ClusterNotFoundException");
	});

	it("applies, and a second time sends no write", async () => {
		const first = await evenkeel("apply", ...speed, "--timeout", "60s");
		expect(first.code, first.out).toBe(0);
		expect(first.out).toContain("ecs:CreateService");
		const second = await evenkeel("apply", ...speed, "--timeout", "60s");
		expect(second.code, second.out).toBe(0);
		expect(second.out).not.toMatch(/(ecs|servicediscovery):(Create|Update|Delete|Register|Deregister|Tag|Untag|Put)/);
	});

	it("has nothing to plan then, and something after an edit", async () => {
		expect((await evenkeel("plan", "--detailed-exitcode")).code).toBe(0);
		expect((await planJson()).summary).toMatchObject({
			inSync: 25,
			create: 0,
			update: 0,
			waiting: 0,
			blocked: 0,
			orphans: 0,
		});
		await folder.edit("golang-app/service.yaml", (text) => text.replace("desiredCount: 1", "desiredCount: 2"));
		expect((await evenkeel("plan", "--detailed-exitcode")).code).toBe(2);
		const changed = (await planJson()).resources.find(({ outcome }: { outcome: string }) => outcome !== "in sync");
		expect(changed).toMatchObject({
			id: "Service/golang-ecs-cluster/golang-ecs-app-service",
			outcome: "action",
			operation: "ecs:UpdateService",
			input: { desiredCount: 2, service: "golang-ecs-app-service" },
			drift: [{ path: "desiredCount", desired: 2, observed: 1 }],
		});
		await folder.edit("golang-app/service.yaml", (text) => text.replace("desiredCount: 2", "desiredCount: 1"));
	});

	it("shows in a plan what somebody else has changed", async () => {
		const address = { cluster: "golang-ecs-cluster", service: "golang-ecs-app-service" };
		await ecs.send(new UpdateServiceCommand({ ...address, desiredCount: 5 }));
		const { out } = await evenkeel("plan");
		expect(out).toContain("desiredCount: 5 → 1");
		expect((await evenkeel("apply", ...speed, "--timeout", "60s")).code).toBe(0);
		const { services } = await ecs.send(
			new DescribeServicesCommand({ cluster: address.cluster, services: [address.service] }),
		);
		expect(services?.[0]?.desiredCount).toBe(1);
	});

	it("ends with 1 on a manifest that cannot be read, and says where", async () => {
		await folder.write("broken.yaml", "kind: Service\nspec: [\n");
		for (const command of ["plan", "validate", "render"]) {
			const { code, out, error } = await evenkeel(command);
			expect([command, code]).toEqual([command, 1]);
			expect(out + error).toMatch(/broken\.yaml:\d+:\d+ [a-z-]+ /);
		}
		await folder.remove("broken.yaml");
	});

	it("does not wait for what only a mended manifest can bring", async () => {
		await folder.write("broken.yaml", "kind: TaskDefinition\nspec: [\n");
		await folder.write(
			"waiting.yaml",
			"apiVersion: evenkeel/v1alpha1\nkind: Service\nmetadata: { name: waiting }\nspec: { cluster: golang-ecs-cluster, taskDefinition: broken, desiredCount: 0 }\n",
		);
		const { code, out, error } = await evenkeel("apply", ...speed, "--timeout", "60s");
		expect(out + error).toContain('Waiting for TaskDefinition "broken", which an invalid manifest may declare.');
		expect(code).toBe(1);
		await folder.remove("broken.yaml");
		await folder.remove("waiting.yaml");
	});

	it("stops before the first plan when another account or region answers", async () => {
		for (const [line, sentence] of [
			['account: "999999999999"', "is for account 999999999999, but AWS answers as account 123456789012"],
			["region: eu-west-1", "is for region eu-west-1, but AWS answers from ap-northeast-1"],
		] as const) {
			const other = await manifestFolder();
			await other.write(
				"environment.yaml",
				`apiVersion: evenkeel/v1alpha1\nkind: Environment\nmetadata: { name: other }\nspec:\n  owner: other\n  ${line}\n`,
			);
			await other.write(
				"c.yaml",
				"apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: never }\nspec: {}\n",
			);
			const env = { ...aws.env, AWS_REGION: "ap-northeast-1" };
			for (const argv of [["plan", "--detailed-exitcode"], ["apply"]]) {
				const { code, out, error } = await runCommand([...argv, "--path", other.path], { env });
				expect([argv[0], code]).toEqual([argv[0], 1]);
				expect(out + error).toContain(sentence);
			}
			await other.dispose();
		}
	});

	it("renders manifests that mean the same", async () => {
		const rendered = await evenkeel("render");
		expect(rendered.code).toBe(0);
		const copy = await manifestFolder();
		await copy.write("all.yaml", rendered.out);
		const again = await runCommand(["plan", "--detailed-exitcode", "--path", copy.path], { env: aws.env });
		expect(again.code, again.out + again.error).toBe(0);
		await copy.dispose();
	});
});
