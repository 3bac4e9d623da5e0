/**
 * Tests every operation of the services with an SDK package with random complete inputs and outputs in both directions,
 * through the real clients.
 */
import { gzipSync } from "node:zlib";
import * as ecs from "@aws-sdk/client-ecs";
import * as route53 from "@aws-sdk/client-route-53";
import * as serviceDiscovery from "@aws-sdk/client-servicediscovery";
import { NormalizedSchema } from "@smithy/core/schema";
import { describe, expect, it } from "vitest";
import { AwsError, type Handlers } from "../../../src/emulator/aws-error.ts";
import { inProcessHandler } from "../../../src/emulator/request-handler.ts";
import { missingMember } from "../../../src/emulator/wire/input-check.ts";
import { seededRandom } from "../../../src/lib/random.ts";
import { type Client, clientOf, commandOf, operationsOf, type SdkService, sdkServices } from "../sdk-services.ts";
import { anyValue, plainIdentifiers, type Schema } from "./values.ts";

let requests = 0;
const requestId = () => `request-${requests++}`;

function named(name: string): SdkService {
	const service = sdkServices.find((one) => one.name === name);
	if (!service) throw new Error(`There is no service ${name}`);
	return service;
}

function served(service: SdkService, handlers: Handlers) {
	return service.protocol.serve({ name: service.name, handlers, requestId });
}

function clientWith(service: SdkService, handlers: Handlers): Client {
	const credentials = { accessKeyId: "x", secretAccessKey: "y" };
	const requestHandler = inProcessHandler(served(service, handlers));
	return clientOf(service, { region: "us-east-1", credentials, maxAttempts: 1, requestHandler });
}

describe.each(sdkServices)("wire protocol of $name", (service) => {
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
	const client = clientWith(service, everyOperation);
	const random = seededRandom(7);

	it.each(operationsOf(service).map((operation) => [operation.name, operation] as const))(
		"%s",
		async (operationName, operation) => {
			const input = anyValue(operation.input, random, 0);
			seen.input = undefined;
			seen.output = anyValue(operation.output, random, 0);
			if (service.protocol.model().xml) plainIdentifiers(input);
			const { $metadata: _, ...output } = await client.send(commandOf(service, operationName, input));
			expect(seen.input).toEqual(input);
			expect(output).toEqual(seen.output);
		},
	);

	it("has every operation of the SDK", () => {
		const commands = Object.keys(service.protocol.sdk).filter((key) => /Command$/.test(key) && key !== "$Command");
		const operations = operationsOf(service).map((operation) => `${operation.name}Command`);
		expect(operations.sort()).toEqual(commands.sort());
		expect(operations.length).toBeGreaterThan(20);
	});
});

describe.each(sdkServices)("transfers every error of $name unchanged", (service) => {
	const random = seededRandom(11);
	const operation =
		operationsOf(service).find(({ name, input }) => name.startsWith("List") && !missingMember(input, {}, []))?.name ??
		"";
	const errors = [...service.protocol.model().errors].map(([name, schema]) => ({ name, schema: schema as unknown }));

	it.each(errors.filter(({ name }) => !/ServiceException$/.test(name)))("$name", async ({ name, schema }) => {
		const members = NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]) as Schema;
		const { message: _, Message: __, ...fields } = anyValue(members, random, 0) as Record<string, unknown>;
		const refusing = () => {
			throw new AwsError(name, 'It\'s <not> & "é".', fields);
		};
		const refused = clientWith(service, { [operation]: refusing }).send(commandOf(service, operation, {}));
		await expect(refused).rejects.toMatchObject({ name, message: 'It\'s <not> & "é".', ...fields });
		await expect(refused).rejects.toBeInstanceOf((service.protocol.sdk as Record<string, object>)[name]);
	});
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
	const send = (name: string, command: unknown) => clientWith(named(name), handlers).send(command) as Promise<unknown>;

	it("have the modelled name, text, members and status at the client", async () => {
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
		await expect(send("route53", new route53.ChangeResourceRecordSetsCommand(batch))).rejects.toMatchObject({
			name: "InvalidChangeBatch",
			message: "[a, b]",
			messages: ["a", "b"],
		});
	});

	it("outside all models keep their name", async () => {
		await expect(send("servicediscovery", new serviceDiscovery.ListNamespacesCommand({}))).rejects.toMatchObject({
			name: "ThrottlingException",
			message: "Rate exceeded",
			$metadata: { httpStatusCode: 400 },
		});
		await expect(send("route53", new route53.GetHostedZoneCommand({ Id: "Z1" }))).rejects.toMatchObject({
			name: "AccessDenied",
			message: "Not yours.",
			$metadata: { httpStatusCode: 403 },
		});
	});

	it("with an unknown code are bugs of the service and throw", async () => {
		const misspelt = () => {
			throw new AwsError("ClusterNotFound", "Cluster not found.");
		};
		const refused = clientWith(named("ecs"), { ListClusters: misspelt }).send(new ecs.ListClustersCommand({}));
		await expect(refused).rejects.toThrow("has no error ClusterNotFound");
	});

	it("name a missing operation", async () => {
		await expect(send("ecs", new ecs.ListTasksCommand({}))).rejects.toMatchObject({
			name: "UnknownOperationException",
			$metadata: { httpStatusCode: 400 },
		});
		await expect(send("route53", new route53.ListHealthChecksCommand({}))).rejects.toMatchObject({
			name: "UnknownOperationException",
			$metadata: { httpStatusCode: 404 },
		});
	});

	it.each([
		["a missing member", { serviceName: undefined }, "InvalidParameterException", "Value null at 'serviceName'"],
		[
			"a missing member of a list item",
			{
				serviceName: "s",
				tags: [{ key: "k" }],
				loadBalancers: [{}],
				networkConfiguration: { awsvpcConfiguration: {} },
			},
			"InvalidParameterException",
			"Value null at 'networkConfiguration.awsvpcConfiguration.subnets'",
		],
	])("report %s", async (_, input, name, message) => {
		const command = new ecs.CreateServiceCommand(input as ecs.CreateServiceCommandInput);
		await expect(send("ecs", command)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
	});
});

describe("malformed bodies", () => {
	const handle = served(named("ecs"), { ListClusters: () => ({}), DescribeClusters: () => ({}) });
	const target = "AmazonEC2ContainerServiceV20141113";
	const send = (body: string | Uint8Array, operation = "DescribeClusters") =>
		handle({
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
		["a number instead of a list", '{"clusters": 3}'],
		["an object instead of a string", '{"clusters": [{}]}'],
		["deep nesting", `{"clusters": ${"[".repeat(100_000)}`],
		["deep nesting that ends", `{"clusters": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
		["bytes that are not UTF-8", new Uint8Array([...Buffer.from('{"clusters":["'), 0xc3, 0x28, ...Buffer.from('"]}')])],
		["a compressed body", gzipSync("{}")],
	])("get AWS's 400: %s", async (_, body) => {
		const response = await send(body);
		expect(response.statusCode).toBe(400);
		expect(JSON.parse(new TextDecoder().decode(response.body))).toMatchObject({ __type: "SerializationException" });
	});

	it("can be empty or have unknown members", async () => {
		expect((await send("")).statusCode).toBe(200);
		expect((await send('{"later": true, "__proto__": {"polluted": 1}}')).statusCode).toBe(200);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	it("of Route 53 get its 400", async () => {
		const zones = served(named("route53"), { CreateHostedZone: () => ({}) });
		for (const body of ["<CreateHostedZoneRequest><Name>", "{}", "<a>".repeat(50_000)]) {
			const response = await zones({
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
