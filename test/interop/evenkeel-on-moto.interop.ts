/**
 * evenkeel itself on an AWS that is not ours: moto has no tasks, but clusters, namespaces, registries, task definitions and
 * services of no task converge there. A private DNS namespace is left out, since moto's has a zone without a VPC, which
 * evenkeel takes for somebody else's; and services are not updated, since moto cannot list their deployments.
 */
import {
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	ListTagsForResourceCommand,
} from "@aws-sdk/client-ecs";
import { ListServicesCommand } from "@aws-sdk/client-servicediscovery";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { buildProgram } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";
import { type Clients, clientsOf } from "./support/clients.ts";
import { type Moto, startMoto } from "./support/moto.ts";
import { awsEnvironment, runProcess } from "./support/process.ts";

const manifests = `
apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: moto }
spec: { owner: interop, account: "123456789012", region: ap-northeast-1 }
---
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: {}
---
apiVersion: evenkeel/v1alpha1
kind: Namespace
metadata: { name: shop.internal }
spec: { Type: HTTP }
---
apiVersion: evenkeel/v1alpha1
kind: Registry
metadata: { name: api }
spec: { NamespaceId: shop.internal, HealthCheckCustomConfig: { FailureThreshold: 1 } }
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

describe.skipIf(!inject("tools").moto)("evenkeel on moto", () => {
	let moto: Moto;
	let folder: ManifestFolder;
	let program: Awaited<ReturnType<typeof buildProgram>>;
	let clients: Clients;

	beforeAll(async () => {
		[moto, folder, program] = await Promise.all([startMoto(), manifestFolder(), buildProgram()]);
		await folder.write("shop.yaml", manifests);
		clients = clientsOf(moto.url);
	});
	afterAll(async () => {
		clients.destroy();
		await Promise.all([moto.stop(), folder.dispose(), program.remove()]);
	});

	const evenkeel = (...argv: string[]) =>
		runProcess(process.execPath, [program.file, ...argv, "--path", folder.path], { env: awsEnvironment(moto.url) });
	const service = async () => {
		const described = await clients.ecs.send(new DescribeServicesCommand({ cluster: "shop", services: ["api"] }));
		return described.services?.[0];
	};

	it("makes everything, and marks it as its own", async () => {
		const { code, out } = await evenkeel("apply", "--timeout", "60s");
		expect(code, out).toBe(0);
		const made = await service();
		const { Services } = await clients.cloudMap.send(new ListServicesCommand({}));
		expect(made?.serviceRegistries).toMatchObject([{ registryArn: Services?.[0]?.Arn, containerPort: 80 }]);
		const { tags } = await clients.ecs.send(new ListTagsForResourceCommand({ resourceArn: made?.serviceArn }));
		expect(tags).toContainEqual({ key: "evenkeel:owner", value: "interop" });
	});

	it("has nothing more to do then", async () => {
		const { code, out } = await evenkeel("plan", "--detailed-exitcode");
		expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("5 in sync, no calls") });
	});

	it("registers a changed task definition, and leaves a service alone whose deployments it cannot see there", async () => {
		await folder.edit("shop.yaml", (text) => text.replace("nginx:1", "nginx:2"));
		const { code, out } = await evenkeel("apply", "--timeout", "5s");
		const { taskDefinition } = await clients.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "api" }));
		expect(taskDefinition?.containerDefinitions, out).toMatchObject([{ image: "nginx:2" }]);
		// moto has no ListServiceDeployments.
		expect({ code, out }).toEqual({
			code: 3,
			out: expect.stringContaining("could not be seen: ecs:ListServiceDeployments"),
		});
		expect((await service())?.taskDefinition).toMatch(/api:1$/);
	});
});
