/**
 * Tests evenkeel on an independent AWS emulator: everything except tasks, which moto does not have, is created, changed
 * and deleted there. `moto/known-differences.ts` lists moto's differences from AWS; none of them prevents convergence.
 */
import {
	DescribeClustersCommand,
	DescribeServicesCommand,
	ListTagsForResourceCommand,
	ListTaskDefinitionsCommand,
} from "@aws-sdk/client-ecs";
import { ListNamespacesCommand, ListServicesCommand } from "@aws-sdk/client-servicediscovery";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { buildProgram } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";
import { type Clients, clientsOf } from "./support/clients.ts";
import { type Moto, startMoto } from "./support/moto.ts";
import { awsEnvironment, type Ended, runProcess } from "./support/process.ts";

const environment = (more = "") => `
apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: moto }
spec: { owner: interop, account: "123456789012", region: ap-northeast-1${more} }
`;

const manifests = `
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: {}
---
apiVersion: evenkeel/v1alpha1
kind: Namespace
metadata: { name: shop.internal }
spec: { Type: DNS_PRIVATE, Vpc: vpc-0123456789abcdef0 }
---
apiVersion: evenkeel/v1alpha1
kind: Namespace
metadata: { name: shop.example }
spec: { Type: DNS_PUBLIC }
---
apiVersion: evenkeel/v1alpha1
kind: Namespace
metadata: { name: shop }
spec: { Type: HTTP }
---
apiVersion: evenkeel/v1alpha1
kind: Registry
metadata: { name: api }
spec:
  NamespaceId: shop.internal
  DnsConfig: { DnsRecords: [{ Type: SRV, TTL: 10 }] }
  HealthCheckCustomConfig: { FailureThreshold: 1 }
---
apiVersion: evenkeel/v1alpha1
kind: Registry
metadata: { name: web }
spec: { NamespaceId: shop.example, DnsConfig: { DnsRecords: [{ Type: A, TTL: 30 }] } }
---
apiVersion: evenkeel/v1alpha1
kind: Registry
metadata: { name: jobs }
spec: { NamespaceId: shop }
---
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: api }
spec:
  networkMode: bridge
  containerDefinitions: [{ name: web, image: "nginx:1", memory: 128, portMappings: [{ containerPort: 80 }] }]
---
apiVersion: evenkeel/v1alpha1
kind: Service
metadata: { name: api }
spec:
  cluster: shop
  taskDefinition: api
  desiredCount: 0
  launchType: EC2
  serviceRegistries: [{ registry: shop.internal/api, containerName: web, containerPort: 80 }]
`;

const declared = [
	"Service/shop/api",
	"TaskDefinition/api",
	"Registry/shop.internal/api",
	"Registry/shop.example/web",
	"Registry/shop/jobs",
	"Namespace/shop.internal",
	"Namespace/shop.example",
	"Namespace/shop",
	"Cluster/shop",
];

describe.skipIf(!inject("tools").moto)("evenkeel on moto", () => {
	let moto: Moto;
	let folder: ManifestFolder;
	let program: Awaited<ReturnType<typeof buildProgram>>;
	let clients: Clients;

	beforeAll(async () => {
		[moto, folder, program] = await Promise.all([startMoto(), manifestFolder(), buildProgram()]);
		await folder.write("environment.yaml", environment());
		await folder.write("shop.yaml", manifests);
		clients = clientsOf(moto.url);
	});
	afterAll(async () => {
		clients.destroy();
		await Promise.all([moto.stop(), folder.dispose(), program.remove()]);
	});

	const evenkeel = (...argv: string[]) =>
		runProcess(process.execPath, [program.file, ...argv, "--path", folder.path], { env: awsEnvironment(moto.url) });
	const apply = () => evenkeel("apply", "--timeout", "60s");
	const service = async () => {
		const described = await clients.ecs.send(new DescribeServicesCommand({ cluster: "shop", services: ["api"] }));
		return described.services?.[0];
	};
	const registries = async () => (await clients.cloudMap.send(new ListServicesCommand({}))).Services ?? [];

	it("creates everything, and tags it as its own", async () => {
		const { code, out } = await apply();
		expect(code, out).toBe(0);
		expect(callsOf(out)).toHaveLength(declared.length);
		const made = await service();
		const registry = (await registries()).find(({ Name }) => Name === "api");
		expect(made?.serviceRegistries).toMatchObject([{ registryArn: registry?.Arn, containerPort: 80 }]);
		const { tags } = await clients.ecs.send(new ListTagsForResourceCommand({ resourceArn: made?.serviceArn }));
		expect(tags).toContainEqual({ key: "evenkeel:owner", value: "interop" });
		const { Namespaces } = await clients.cloudMap.send(new ListNamespacesCommand({}));
		expect(Namespaces?.map(({ Type }) => Type).sort()).toEqual(["DNS_PRIVATE", "DNS_PUBLIC", "HTTP"]);
	});

	it.each([1, 2, 3])("has nothing more to do then, run %i", async () => {
		expect(await evenkeel("plan", "--detailed-exitcode")).toMatchObject(quiet(declared.length));
	});

	it("registers a changed task definition, deploys it, changes a registry, and makes no more calls", async () => {
		await folder.edit("shop.yaml", (text) => text.replace("nginx:1", "nginx:2").replace("TTL: 30", "TTL: 45"));
		const { code, out } = await apply();
		expect(code, out).toBe(0);
		expect(callsOf(out).sort()).toEqual([
			"ecs:RegisterTaskDefinition",
			"ecs:UpdateService",
			"servicediscovery:UpdateService",
		]);
		expect(out).toContain("keeps no deployment history");
		expect((await service())?.taskDefinition).toMatch(/api:2$/);
		expect((await registries()).find(({ Name }) => Name === "web")?.DnsConfig?.DnsRecords).toMatchObject([{ TTL: 45 }]);
		expect(await evenkeel("plan", "--detailed-exitcode")).toMatchObject(quiet(declared.length));
	});

	it("forces one deployment for a new value of policy.redeploy", async () => {
		const before = (await service())?.deployments?.[0]?.id;
		await folder.edit("shop.yaml", (text) =>
			text.replace("kind: Service\nmetadata: { name: api }", (head) => `${head}\npolicy: { redeploy: again }`),
		);
		expect(await apply()).toMatchObject({ code: 0 });
		expect((await service())?.deployments?.map(({ id }) => id)).not.toContain(before);
		expect(await evenkeel("plan", "--detailed-exitcode")).toMatchObject(quiet(declared.length));
	});

	it("deletes everything in the order that AWS requires, and makes no more calls", async () => {
		await folder.write("environment.yaml", environment(`, deletions: [${declared.join(", ")}]`));
		await folder.remove("shop.yaml");
		// A plain folder must request deletions for one minute, because it could be half written.
		const { code, out } = await evenkeel("apply", "--timeout", "300s");
		expect(code, out).toBe(0);
		expect(await service()).toMatchObject({ status: "INACTIVE" });
		expect(await registries()).toEqual([]);
		expect(await clients.cloudMap.send(new ListNamespacesCommand({}))).toMatchObject({ Namespaces: [] });
		const { taskDefinitionArns } = await clients.ecs.send(new ListTaskDefinitionsCommand({ status: "ACTIVE" }));
		expect(taskDefinitionArns).toEqual([]);
		const { clusters } = await clients.ecs.send(new DescribeClustersCommand({ clusters: ["shop"] }));
		expect(clusters?.map(({ status }) => status)).not.toContain("ACTIVE");
		expect(await evenkeel("plan", "--detailed-exitcode")).toMatchObject(quiet(0));
	});
});

/** The operations that the lines of a log report as sent. */
function callsOf(log: string): string[] {
	return [...log.matchAll(/ (?:create|update|deploy|delete|adopt|tag) +\S+ +(\S+)/g)].map(
		([, operation = ""]) => operation,
	);
}

/** The last line of a plan without changes. */
function quiet(resources: number): Partial<Ended> {
	return { code: 0, out: expect.stringContaining(`${resources} in sync.`) };
}
