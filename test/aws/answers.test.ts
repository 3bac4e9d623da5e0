/** Answers that say success: each read takes those of its own shape alone, and nothing follows from any other. */
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateClusterCommand, CreateServiceCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
	CreatePrivateDnsNamespaceCommand,
	CreateServiceCommand as CreateRegistryCommand,
	ListNamespacesCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { operationOf, type PagedOperation } from "../../src/aws/operations.ts";
import { type Read, type ReadOperation, type Reads, readAll } from "../../src/aws/reads.ts";
import { type Wrongness, wrongnesses } from "../../src/emulator/wire/wrong-answer.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

/** A world with one of each, its reads, and what each read is asked with. */
async function world() {
	const { clock, emulator, ecs, cloudMap, logs, advance, until } = createVirtualWorld();
	await logs.send(new CreateLogGroupCommand({ logGroupName: "/ecs/web" }));
	await ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
	const { OperationId } = await cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: "internal", Vpc: "vpc-1" }));
	await advance(120_000);
	const { Namespaces } = await cloudMap.send(new ListNamespacesCommand({}));
	const [namespace] = Namespaces ?? [];
	const registry = {
		Name: "api",
		NamespaceId: namespace?.Id,
		DnsConfig: { DnsRecords: [{ Type: "A" as const, TTL: 10 }] },
		HealthCheckCustomConfig: {},
	};
	const { Service } = await cloudMap.send(new CreateRegistryCommand(registry));
	const { taskDefinition } = await ecs.send(
		new RegisterTaskDefinitionCommand({
			family: "web",
			networkMode: "awsvpc",
			requiresCompatibilities: ["FARGATE"],
			cpu: "256",
			memory: "512",
			containerDefinitions: [{ name: "web", image: "web:1" }],
		}),
	);
	const awsvpcConfiguration = { subnets: ["subnet-1"] };
	const { service } = await ecs.send(
		new CreateServiceCommand({
			cluster: "shop",
			serviceName: "api",
			taskDefinition: "web",
			launchType: "FARGATE",
			desiredCount: 1,
			networkConfiguration: { awsvpcConfiguration },
			serviceRegistries: [{ registryArn: Service?.Arn ?? "" }],
		}),
	);
	await advance(120_000);
	const { region, requestHandler } = emulator;
	const aws = createAws({ region, requestHandler, clock, random: () => 0, budget: async () => {} });
	const read: Read = async (operation, input) => {
		let isAnswered = false;
		const answer = aws.read(operation, input).finally(() => {
			isAnswered = true;
		});
		answer.catch(() => {});
		// Time goes on between repetitions.
		await until(() => isAnswered);
		return answer;
	};
	const { taskArns = [] } = await read("ecs:ListTasks", { cluster: "shop" });
	const revision = service?.deployments?.[0]?.id?.replace("ecs-svc/", "");
	const HostedZoneId = namespace?.Properties?.DnsProperties?.HostedZoneId;
	const asked: { readonly [O in ReadOperation]: Reads[O][0] } = {
		"ecs:DescribeClusters": { clusters: ["shop"] },
		"ecs:ListClusters": {},
		"ecs:DescribeServices": { cluster: "shop", services: ["api"] },
		"ecs:ListServices": { cluster: "shop" },
		"ecs:DescribeTaskDefinition": { taskDefinition: taskDefinition?.taskDefinitionArn },
		"ecs:ListTaskDefinitions": { familyPrefix: "web" },
		"ecs:ListTaskDefinitionFamilies": {},
		"ecs:ListTasks": { cluster: "shop" },
		"ecs:DescribeTasks": { cluster: "shop", tasks: taskArns },
		"ecs:ListServiceDeployments": { cluster: "shop", service: "api" },
		"ecs:DescribeServiceRevisions": {
			serviceRevisionArns: [`${service?.serviceArn?.replace(":service/", ":service-revision/")}/${revision}`],
		},
		"servicediscovery:ListNamespaces": {},
		"servicediscovery:GetNamespace": { Id: namespace?.Id },
		"servicediscovery:ListServices": {},
		"servicediscovery:GetService": { Id: Service?.Id },
		"servicediscovery:ListInstances": { ServiceId: Service?.Id },
		"servicediscovery:GetInstancesHealthStatus": { ServiceId: Service?.Id },
		"servicediscovery:GetOperation": { OperationId },
		"servicediscovery:ListOperations": {},
		"servicediscovery:ListTagsForResource": { ResourceARN: namespace?.Arn },
		"logs:DescribeLogGroups": {},
		"logs:ListTagsForResource": { resourceArn: `arn:aws:logs:${region}:123456789012:log-group:/ecs/web` },
		"route53:GetHostedZone": { Id: HostedZoneId },
		"route53:ListResourceRecordSets": { HostedZoneId },
	};
	return { emulator, read, asked };
}

const setUp = world();
const operations = Object.keys((await setUp).asked) as ReadOperation[];

async function answerTo(operation: ReadOperation, as: Wrongness) {
	const { emulator, read, asked } = await setUp;
	const remove = emulator.faults.add({ operation, fault: "wrongAnswer", as });
	try {
		return await read(operation, asked[operation]);
	} finally {
		remove();
	}
}

/** Other names, ids and ARNs can only be seen where a request names what it asks for. */
const echoed =
	/Describe(?!TaskDefinition$)|DescribeTaskDefinition$|ListTaskDefinitions|:Get(Namespace|Service|Operation)/;
const refused: Readonly<Partial<Record<Wrongness, RegExp>>> = {
	nothing: /./,
	otherTypes: /^(ecs|servicediscovery):/,
	nullItems: /^(ecs|servicediscovery):(Describe(?!TaskDefinition$)|List)/,
	otherItems: new RegExp(`^(ecs|servicediscovery):.*(${echoed.source})`),
};

describe.each(Object.entries(refused))("an answer that is wrong (%s)", (as, of) => {
	it.each(operations.filter((operation) => of.test(operation)))("is none to %s", async (operation) => {
		await expect(answerTo(operation, as as Wrongness)).rejects.toMatchObject({
			...{ kind: "unavailable", code: "UnreadableAnswer", operation },
			message: expect.stringMatching(/missing|not requested|omits|documented type/),
		});
	});
});

it.each(wrongnesses)("no other failure comes of an answer that is wrong (%s)", async (as) => {
	for (const operation of operations) {
		const failure = await answerTo(operation, as).then(
			() => undefined,
			(error: unknown) => error,
		);
		if (failure)
			expect([operation, failure]).toEqual([operation, expect.objectContaining({ code: "UnreadableAnswer" })]);
	}
});

it("numbers and texts that mean the same are put right, as what stands in for AWS mixes them up", async () => {
	const { read, asked, emulator } = await setUp;
	expect((await read("ecs:DescribeServices", asked["ecs:DescribeServices"])).services?.[0]).toMatchObject({
		desiredCount: 1,
	});
	expect(emulator.account).toBe("123456789012");
});

const isPaged = (operation: ReadOperation): operation is PagedOperation =>
	operationOf(operation).read?.pageToken !== undefined;

it.each(operations.filter(isPaged))("%s is not read without end where its token repeats", async (operation) => {
	const { emulator, read, asked } = await setUp;
	const remove = emulator.faults.add({ operation, fault: "wrongAnswer", as: "sameToken" });
	await expect(readAll(read, operation, asked[operation], () => [])).rejects.toMatchObject({
		...{ kind: "unavailable", code: "EndlessList", operation },
	});
	expect(emulator.faults.list()[0]?.applied).toBe(2);
	remove();
});

it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
	"an error of AWS's may be called %s",
	async (code) => {
		const { emulator, read } = await setUp;
		const remove = emulator.faults.add({
			operation: "ecs:ListClusters",
			fault: "error",
			code,
			message: "no",
			statusCode: 400,
		});
		await expect(read("ecs:ListClusters", {})).rejects.toMatchObject({
			kind: "invalid",
			code,
			message: `ecs:ListClusters: ${code}: no`,
		});
		remove();
	},
);
