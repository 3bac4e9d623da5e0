/** Every operation of the three services, random full inputs and outputs, both directions, through the real clients. */
import { gzipSync } from "node:zlib";
import * as ecs from "@aws-sdk/client-ecs";
import * as route53 from "@aws-sdk/client-route-53";
import * as serviceDiscovery from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { wireService } from "../../src/emulator/codecs.ts";
import { errorsOf, operationsOf, type ServiceName } from "../../src/emulator/codecs-model.ts";
import { AwsError, type Handlers } from "../../src/emulator/failure.ts";
import { inProcessHandler } from "../../src/emulator/request-handler.ts";
import type { WireService } from "../../src/emulator/wire.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { anyValue, plainIdentifiers } from "./values.ts";

type Client = { readonly send: (command: unknown) => Promise<{ $metadata?: unknown }> };
type CommandConstructor = new (input: unknown) => unknown;

const packages = {
	ecs: { sdk: ecs, client: ecs.ECSClient },
	servicediscovery: { sdk: serviceDiscovery, client: serviceDiscovery.ServiceDiscoveryClient },
	"route-53": { sdk: route53, client: route53.Route53Client },
};
const names = Object.keys(packages) as ServiceName[];
let requests = 0;
const requestId = () => `request-${requests++}`;

function clientOf(name: ServiceName, service: WireService): Client {
	const credentials = { accessKeyId: "x", secretAccessKey: "y" };
	const requestHandler = inProcessHandler(service.handle);
	return new packages[name].client({ region: "us-east-1", credentials, maxAttempts: 1, requestHandler }) as Client;
}

describe.each(names)("wire protocol of %s", (name) => {
	const seen: { input?: unknown; output?: unknown } = {};
	const everyOperation: Handlers = new Proxy<Record<string, (input: never) => unknown>>(
		{},
		{
			get: () => (input: unknown) => {
				seen.input = input;
				return seen.output;
			},
		},
	);
	const client = clientOf(name, wireService(name, everyOperation, requestId));
	const random = seededRandom(7);

	it.each(operationsOf(name).map((operation) => [operation.name, operation] as const))(
		"%s",
		async (operationName, operation) => {
			const input = anyValue(operation.input, random, 0);
			seen.input = undefined;
			seen.output = anyValue(operation.output, random, 0);
			if (name === "route-53") plainIdentifiers(input);
			const Command = (packages[name].sdk as unknown as Record<string, CommandConstructor>)[`${operationName}Command`];
			if (!Command) throw new Error(`The SDK has no command ${operationName}`);
			const { $metadata: _, ...output } = await client.send(new Command(input));
			expect(seen.input).toEqual(input);
			expect(output).toEqual(seen.output);
		},
	);
});

it("they are all 192 operations that the SDK has, and none of its commands is left out", () => {
	const commands = names.map((name) =>
		Object.keys(packages[name].sdk).filter((key) => /Command$/.test(key) && key !== "$Command"),
	);
	const operations = names.map((name) => operationsOf(name).map((operation) => `${operation.name}Command`));
	expect(operations.map((list) => [...list].sort())).toEqual(commands.map((list) => [...list].sort()));
	expect(operations.flat()).toHaveLength(192);
});

describe.each(names)("every error of %s comes to the client as it was sent", (name) => {
	const random = seededRandom(11);
	const operation = { ecs: "ListClusters", servicediscovery: "ListNamespaces", "route-53": "ListHostedZones" }[name];

	it.each(errorsOf(name).filter(({ name: error }) => !/ServiceException$/.test(error)))(
		"$name",
		async ({ name: error, members }) => {
			const { message: _, Message: __, ...fields } = anyValue(members, random, 0) as Record<string, unknown>;
			const refusing = () => {
				throw new AwsError(error, 'It\'s <not> & "é".', fields);
			};
			const client = clientOf(name, wireService(name, { [operation]: refusing }, requestId));
			const Command = (packages[name].sdk as unknown as Record<string, CommandConstructor>)[`${operation}Command`];
			if (!Command) throw new Error(`The SDK has no command ${operation}`);
			const refused = client.send(new Command({}));
			await expect(refused).rejects.toMatchObject({ name: error, message: 'It\'s <not> & "é".', ...fields });
			await expect(refused).rejects.toBeInstanceOf((packages[name].sdk as unknown as Record<string, object>)[error]);
		},
	);
});

describe("refusals", () => {
	const handlers: Handlers = {
		ListClusters: () => {
			throw new AwsError("ClusterNotFoundException", "Cluster not found.");
		},
		GetNamespace: () => {
			throw new AwsError("NamespaceAlreadyExists", "It exists.", { NamespaceId: "ns-1", CreatorRequestId: "me" });
		},
		ListNamespaces: () => {
			throw new AwsError("ThrottlingException", "Rate exceeded");
		},
		ChangeResourceRecordSets: () => {
			throw new AwsError("InvalidChangeBatch", "[a, b]", { messages: ["a", "b"] });
		},
		GetHostedZone: () => {
			throw new AwsError("AccessDenied", "Not yours.");
		},
		CreateService: () => ({}),
	};
	const send = (name: ServiceName, command: unknown) =>
		clientOf(name, wireService(name, handlers, requestId)).send(command) as Promise<unknown>;

	it("carry the modelled name, text, members and status to the client", async () => {
		await expect(send("ecs", new ecs.ListClustersCommand({}))).rejects.toMatchObject({
			name: "ClusterNotFoundException",
			message: "Cluster not found.",
		});
		const getNamespace = new serviceDiscovery.GetNamespaceCommand({ Id: "ns-1" });
		await expect(send("servicediscovery", getNamespace)).rejects.toMatchObject({
			name: "NamespaceAlreadyExists",
			message: "It exists.",
			NamespaceId: "ns-1",
			CreatorRequestId: "me",
			$metadata: { httpStatusCode: 400 },
		});
		const batch = { HostedZoneId: "Z1", ChangeBatch: { Changes: [] } };
		await expect(send("route-53", new route53.ChangeResourceRecordSetsCommand(batch))).rejects.toMatchObject({
			name: "InvalidChangeBatch",
			message: "[a, b]",
			messages: ["a", "b"],
		});
	});

	it("that no model has keep their name", async () => {
		await expect(send("servicediscovery", new serviceDiscovery.ListNamespacesCommand({}))).rejects.toMatchObject({
			name: "ThrottlingException",
			message: "Rate exceeded",
			$metadata: { httpStatusCode: 400 },
		});
		await expect(send("route-53", new route53.GetHostedZoneCommand({ Id: "Z1" }))).rejects.toMatchObject({
			name: "AccessDenied",
			message: "Not yours.",
			$metadata: { httpStatusCode: 403 },
		});
	});

	it("name an operation that is not there", async () => {
		await expect(send("ecs", new ecs.ListTasksCommand({}))).rejects.toMatchObject({
			name: "UnknownOperationException",
			$metadata: { httpStatusCode: 400 },
		});
		await expect(send("route-53", new route53.ListHealthChecksCommand({}))).rejects.toMatchObject({
			name: "UnknownOperationException",
			$metadata: { httpStatusCode: 404 },
		});
	});

	it.each([
		["a missing member", { serviceName: undefined }, "InvalidParameterException", "Value null at 'serviceName'"],
		[
			"a missing member of a list's item",
			{
				serviceName: "s",
				tags: [{ key: "k" }],
				loadBalancers: [{}],
				networkConfiguration: { awsvpcConfiguration: {} },
			},
			"InvalidParameterException",
			"Value null at 'networkConfiguration.awsvpcConfiguration.subnets'",
		],
	])("tell of %s", async (_, input, name, message) => {
		const command = new ecs.CreateServiceCommand(input as ecs.CreateServiceCommandInput);
		await expect(send("ecs", command)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
	});
});

describe("malformed bodies", () => {
	const service = wireService("ecs", { ListClusters: () => ({}), DescribeClusters: () => ({}) }, requestId);
	const target = "AmazonEC2ContainerServiceV20141113";
	const send = (body: string | Uint8Array, operation = "DescribeClusters") =>
		service.handle({
			method: "POST",
			path: "/",
			query: {},
			headers: { "x-amz-target": `${target}.${operation}` },
			body,
		});

	it.each([
		["half an object", '{"clusters":'],
		["no JSON", "<a/>"],
		["a list", "[1]"],
		["text", '"text"'],
		["a number where a list belongs", '{"clusters": 3}'],
		["an object where text belongs", '{"clusters": [{}]}'],
		["deep nesting", `{"clusters": ${"[".repeat(100_000)}`],
		["deep nesting that ends", `{"clusters": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
		["bytes that are no UTF-8", new Uint8Array([...Buffer.from('{"clusters":["'), 0xc3, 0x28, ...Buffer.from('"]}')])],
		["a body that is compressed", gzipSync("{}")],
	])("get AWS's 400: %s", async (_, body) => {
		const response = await send(body);
		expect(response.statusCode).toBe(400);
		expect(JSON.parse(new TextDecoder().decode(response.body))).toMatchObject({ __type: "SerializationException" });
	});

	it("may be empty, or hold members that nobody knows", async () => {
		expect((await send("")).statusCode).toBe(200);
		expect((await send('{"later": true, "__proto__": {"polluted": 1}}')).statusCode).toBe(200);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	it("of Route 53 get its 400", async () => {
		const zones = wireService("route-53", { CreateHostedZone: () => ({}) }, requestId);
		for (const body of ["<CreateHostedZoneRequest><Name>", "{}", "<a>".repeat(50_000)]) {
			const response = await zones.handle({
				method: "POST",
				path: "/2013-04-01/hostedzone",
				query: {},
				headers: {},
				body,
			});
			expect(response.statusCode).toBe(400);
		}
	});
});
