/**
 * Creates an empty account in virtual time: the emulated ECS with the emulated Cloud Map and Route 53, called through
 * real SDK clients in this process.
 */
import {
	CreateClusterCommand,
	type CreateClusterCommandInput,
	CreateServiceCommand,
	type CreateServiceCommandInput,
	DescribeServicesCommand,
	DescribeTasksCommand,
	ECSClient,
	ListTasksCommand,
	RegisterTaskDefinitionCommand,
	type RegisterTaskDefinitionCommandInput,
	type Service,
	type Task,
	UpdateServiceCommand,
	type UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";
import {
	CreateHttpNamespaceCommand,
	CreatePrivateDnsNamespaceCommand,
	CreateServiceCommand as CreateRegistryCommand,
	type CreateServiceCommandInput as CreateRegistryCommandInput,
	GetOperationCommand,
	ListInstancesCommand,
	ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { openInProcess } from "../../../../src/aws/client-settings.ts";
import type { AccountContext } from "../../../../src/emulator/account-context.ts";
import { createEmulator } from "../../../../src/emulator/emulator.ts";
import type { EcsSettings } from "../../../../src/emulator/services/ecs/ecs.ts";
import type { EcsTools } from "../../../../src/emulator/services/ecs/tools.ts";
import { type VirtualClock, virtualClock } from "../../../../src/lib/clock.ts";
import { seededRandom } from "../../../../src/lib/random.ts";

export interface Account {
	readonly clock: VirtualClock;
	readonly emulated: EcsTools;
	/** A summary of all resources, from the control API. */
	readonly state: () => Promise<unknown>;
	readonly ecs: ECSClient;
	readonly cloudMap: ServiceDiscoveryClient;
	/** Advances the virtual clock by seconds. */
	readonly seconds: (count: number) => Promise<void>;
	readonly cluster: (input?: CreateClusterCommandInput) => Promise<void>;
	/** Registers a Fargate task definition with the overrides of `input` and returns its ARN. */
	readonly taskDefinition: (input?: Partial<RegisterTaskDefinitionCommandInput>) => Promise<string>;
	readonly create: (input?: Partial<CreateServiceCommandInput>) => Promise<Service>;
	readonly update: (input: Partial<UpdateServiceCommandInput>) => Promise<Service>;
	readonly service: (name?: string) => Promise<Service>;
	/** The tasks of a service, by default those that run or start. */
	readonly tasks: (name?: string, desiredStatus?: "RUNNING" | "STOPPED") => Promise<Task[]>;
	/** Creates a namespace and returns its ARN. */
	readonly namespace: (name: string, type?: "HTTP" | "DNS_PRIVATE") => Promise<string>;
	readonly registry: (namespaceArn: string, input: CreateRegistryCommandInput) => Promise<{ arn: string; id: string }>;
	/** The attributes of each instance of a registry, by instance ID. */
	readonly instances: (registryId: string) => Promise<Map<string, Record<string, string>>>;
	/** The sorted values of a DNS answer; empty if there is none. */
	readonly dns: (name: string, type?: string) => string[];
}

export const fargateNetwork = {
	awsvpcConfiguration: {
		subnets: ["subnet-a", "subnet-b"],
		securityGroups: ["sg-1"],
		assignPublicIp: "ENABLED" as const,
	},
};

const region = "ap-northeast-1";

export function createAccount(ecsSettings: EcsSettings = {}, network: AccountContext["network"] = {}): Account {
	const clock = virtualClock();
	const emulator = createEmulator({
		account: "111122223333",
		region,
		clock,
		random: seededRandom(1),
		settings: { ecs: ecsSettings },
		network,
	});
	const ecs = openInProcess(ECSClient, emulator);
	const cloudMap = openInProcess(ServiceDiscoveryClient, emulator);
	const seconds = (count: number) => clock.advance(count * 1000);
	const service = async (name = "web") => {
		const { services } = await ecs.send(new DescribeServicesCommand({ services: [name], include: ["TAGS"] }));
		if (!services?.[0]) throw new Error(`Service ${name} not found`);
		return services[0];
	};
	return {
		clock,
		emulated: emulator.service("ecs"),
		state: async () => JSON.parse((await emulator.control({ method: "GET", path: "/_evenkeel/state" })).body),
		ecs,
		cloudMap,
		seconds,
		service,
		cluster: async (input = {}) => void (await ecs.send(new CreateClusterCommand(input))),
		taskDefinition: async (input = {}) => {
			const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition(input)));
			return taskDefinition?.taskDefinitionArn ?? "";
		},
		create: async (input = {}) => {
			const { service: created } = await ecs.send(
				new CreateServiceCommand({
					serviceName: "web",
					taskDefinition: "web",
					desiredCount: 1,
					launchType: "FARGATE",
					networkConfiguration: fargateNetwork,
					...input,
				}),
			);
			return created ?? {};
		},
		update: async (input) => {
			const { service: updated } = await ecs.send(new UpdateServiceCommand({ service: "web", ...input }));
			return updated ?? {};
		},
		tasks: async (serviceName = "web", desiredStatus = "RUNNING") => {
			const { taskArns = [] } = await ecs.send(new ListTasksCommand({ serviceName, desiredStatus }));
			if (taskArns.length === 0) return [];
			return (await ecs.send(new DescribeTasksCommand({ tasks: taskArns, include: ["TAGS"] }))).tasks ?? [];
		},
		namespace: async (Name, type = "DNS_PRIVATE") => {
			const command =
				type === "HTTP"
					? new CreateHttpNamespaceCommand({ Name })
					: new CreatePrivateDnsNamespaceCommand({ Name, Vpc: "vpc-1" });
			const { OperationId } = (await cloudMap.send(command as CreateHttpNamespaceCommand)) ?? {};
			await seconds(120);
			const { Operation } = await cloudMap.send(new GetOperationCommand({ OperationId }));
			const id = Operation?.Targets?.NAMESPACE;
			if (!id) throw new Error(`Namespace ${Name} was not created`);
			return `arn:aws:servicediscovery:${region}:111122223333:namespace/${id}`;
		},
		registry: async (namespaceArn, input) => {
			const NamespaceId = namespaceArn.slice(namespaceArn.lastIndexOf("/") + 1);
			const { Service: created } = await cloudMap.send(new CreateRegistryCommand({ NamespaceId, ...input }));
			return { arn: created?.Arn ?? "", id: created?.Id ?? "" };
		},
		instances: async (ServiceId) => {
			const { Instances = [] } = await cloudMap.send(new ListInstancesCommand({ ServiceId }));
			return new Map(Instances.map(({ Id = "", Attributes = {} }) => [Id, Attributes]));
		},
		dns: (name, type = "A") =>
			emulator
				.resolveDns({ name, type })
				.answers.map((record) => record.value)
				.sort(),
	};
}

function fargateDefinition(input: Partial<RegisterTaskDefinitionCommandInput>): RegisterTaskDefinitionCommandInput {
	return {
		family: "web",
		requiresCompatibilities: ["FARGATE"],
		networkMode: "awsvpc",
		cpu: "256",
		memory: "512",
		containerDefinitions: [{ name: "web", image: "nginx", portMappings: [{ name: "http", containerPort: 80 }] }],
		...input,
	};
}

/** Runs `action` and returns the error's name and message as one text; fails if there is no error. */
export async function refusalOf(action: Promise<unknown>): Promise<string> {
	try {
		await action;
	} catch (error) {
		if (error instanceof Error) return `${error.name}: ${error.message}`;
		throw error;
	}
	throw new Error("The request was not rejected");
}
