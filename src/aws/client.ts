/**
 * The SDK clients, and the one layer that sends: request budget, retries with jitter, and the translation of failures. The
 * SDK's own retries are off, so that every request is counted and paced here.
 */
import * as Ecs from "@aws-sdk/client-ecs";
import * as Route53 from "@aws-sdk/client-route-53";
import * as CloudMap from "@aws-sdk/client-servicediscovery";
import { type Clock, sleep } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import type { Budget } from "./budget.ts";
import type { Call, WriteOperation, Writes } from "./calls.ts";
import { type AwsPlace, type ClientConfig, clientConfig } from "./client-config.ts";
import { openInProcess } from "./client-settings.ts";
import { AwsFailure, translate } from "./failure.ts";
import { type LookUps, lookUpOperations, openLookUps } from "./look-ups.ts";
import type { Read, ReadOperation, Reads } from "./reads.ts";
import { type RequestListener, requestTeller } from "./requests.ts";

/** Which AWS is spoken to, and how. */
export interface AwsOptions extends AwsPlace {
	readonly clock: Clock;
	readonly random: Random;
	readonly budget: Budget;
	/** Ends whatever waits to be sent, when the program is to end; what was sent is still answered. */
	readonly signal?: AbortSignal;
	/** Told of every request that was answered, or was not. */
	readonly onRequest?: RequestListener;
}

/** What AWS gave back for a call: the operation to follow, where the call only started one (Cloud Map). */
export interface Sent {
	readonly operationId?: string;
}

/** An AWS that can be read and written to. */
export interface Aws {
	readonly read: Read;
	/** Sends one call. Rejects with an `AwsFailure`. */
	readonly send: (call: Call) => Promise<Sent>;
	/** What else of AWS may be asked, by SDK clients that need not be there. */
	readonly lookUps: LookUps;
	/** Closes the clients' sockets. */
	readonly close: () => void;
}

interface Clients {
	readonly ecs: Ecs.ECSClient;
	readonly cloudMap: CloudMap.ServiceDiscoveryClient;
	readonly route53: Route53.Route53Client;
}

const maxAttempts = 5;
const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** Opens clients for one account and region. Nothing is sent before the first read or call. */
export function createAws(options: AwsOptions): Aws {
	const config = clientConfig(options);
	const clients = createClients(options, config);
	const lookUps = openLookUps({ ...options, config });
	const tell = requestTeller(options.onRequest);

	/** Throttled requests had no effect and may be repeated; a read may be repeated after any failure of AWS's own. */
	async function attempt<T>(operation: string, repeatable: (failure: AwsFailure) => boolean, send: () => Promise<T>) {
		for (let tries = 1; ; tries++) {
			await options.budget(operation, options.signal);
			if (options.signal?.aborted) throw new AwsFailure("unavailable", "Ending", operation, "the program is ending");
			try {
				const output = await send();
				tell(operation, "200");
				return output;
			} catch (error) {
				const failure = translate(error, operation);
				tell(operation, failure.code);
				if (tries >= maxAttempts || !repeatable(failure)) throw failure;
				const pauseMs = Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);
				await sleep(options.clock, options.random() * pauseMs, options.signal);
			}
		}
	}
	return {
		read: (operation, input) =>
			attempt(
				operation,
				({ kind }) => kind === "throttled" || kind === "unavailable",
				() => readers[operation](clients, input),
			),
		send: async (call) => {
			const output = await attempt(
				call.operation,
				({ kind }) => kind === "throttled",
				() => send(clients, call),
			);
			const operationId = (output as { OperationId?: string } | undefined)?.OperationId;
			return operationId ? { operationId } : {};
		},
		lookUps,
		close: () => {
			for (const client of Object.values(clients)) client.destroy();
			for (const service of Object.values(lookUps)) service.close();
		},
	};
}

function createClients({ region, requestHandler }: AwsPlace, config: ClientConfig): Clients {
	if (requestHandler) {
		const embedded = { requestHandler, ...(region ? { region } : {}) };
		return {
			ecs: openInProcess(Ecs.ECSClient, embedded),
			cloudMap: openInProcess(CloudMap.ServiceDiscoveryClient, embedded),
			route53: openInProcess(Route53.Route53Client, embedded),
		};
	}
	return {
		ecs: new Ecs.ECSClient(config),
		cloudMap: new CloudMap.ServiceDiscoveryClient(config),
		route53: new Route53.Route53Client(config),
	};
}

function send<O extends WriteOperation>(clients: Clients, call: Call<O>): Promise<unknown> {
	return senders[call.operation](clients, call.input);
}

const senders: { readonly [O in WriteOperation]: (clients: Clients, input: Writes[O]) => Promise<unknown> } = {
	"ecs:CreateCluster": ({ ecs }, input) => ecs.send(new Ecs.CreateClusterCommand(input)),
	"ecs:UpdateCluster": ({ ecs }, input) => ecs.send(new Ecs.UpdateClusterCommand(input)),
	"ecs:PutClusterCapacityProviders": ({ ecs }, input) => ecs.send(new Ecs.PutClusterCapacityProvidersCommand(input)),
	"ecs:DeleteCluster": ({ ecs }, input) => ecs.send(new Ecs.DeleteClusterCommand(input)),
	"ecs:RegisterTaskDefinition": ({ ecs }, input) => ecs.send(new Ecs.RegisterTaskDefinitionCommand(input)),
	"ecs:DeregisterTaskDefinition": ({ ecs }, input) => ecs.send(new Ecs.DeregisterTaskDefinitionCommand(input)),
	"ecs:CreateService": ({ ecs }, input) => ecs.send(new Ecs.CreateServiceCommand(input)),
	"ecs:UpdateService": ({ ecs }, input) => ecs.send(new Ecs.UpdateServiceCommand(input)),
	"ecs:DeleteService": ({ ecs }, input) => ecs.send(new Ecs.DeleteServiceCommand(input)),
	"ecs:TagResource": ({ ecs }, input) => ecs.send(new Ecs.TagResourceCommand(input)),
	"ecs:UntagResource": ({ ecs }, input) => ecs.send(new Ecs.UntagResourceCommand(input)),
	"servicediscovery:CreatePrivateDnsNamespace": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.CreatePrivateDnsNamespaceCommand(input)),
	"servicediscovery:CreatePublicDnsNamespace": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.CreatePublicDnsNamespaceCommand(input)),
	"servicediscovery:CreateHttpNamespace": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.CreateHttpNamespaceCommand(input)),
	"servicediscovery:UpdatePrivateDnsNamespace": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.UpdatePrivateDnsNamespaceCommand(input)),
	"servicediscovery:UpdatePublicDnsNamespace": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.UpdatePublicDnsNamespaceCommand(input)),
	"servicediscovery:UpdateHttpNamespace": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.UpdateHttpNamespaceCommand(input)),
	"servicediscovery:DeleteNamespace": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.DeleteNamespaceCommand(input)),
	"servicediscovery:CreateService": ({ cloudMap }, input) => cloudMap.send(new CloudMap.CreateServiceCommand(input)),
	"servicediscovery:UpdateService": ({ cloudMap }, input) => cloudMap.send(new CloudMap.UpdateServiceCommand(input)),
	"servicediscovery:DeleteService": ({ cloudMap }, input) => cloudMap.send(new CloudMap.DeleteServiceCommand(input)),
	"servicediscovery:DeregisterInstance": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.DeregisterInstanceCommand(input)),
	"servicediscovery:TagResource": ({ cloudMap }, input) => cloudMap.send(new CloudMap.TagResourceCommand(input)),
	"servicediscovery:UntagResource": ({ cloudMap }, input) => cloudMap.send(new CloudMap.UntagResourceCommand(input)),
};

const readers: { readonly [O in ReadOperation]: (clients: Clients, input: Reads[O][0]) => Promise<Reads[O][1]> } = {
	"ecs:DescribeClusters": ({ ecs }, input) => ecs.send(new Ecs.DescribeClustersCommand(input)),
	"ecs:ListClusters": ({ ecs }, input) => ecs.send(new Ecs.ListClustersCommand(input)),
	"ecs:DescribeServices": ({ ecs }, input) => ecs.send(new Ecs.DescribeServicesCommand(input)),
	"ecs:ListServices": ({ ecs }, input) => ecs.send(new Ecs.ListServicesCommand(input)),
	"ecs:DescribeTaskDefinition": ({ ecs }, input) => ecs.send(new Ecs.DescribeTaskDefinitionCommand(input)),
	"ecs:ListTaskDefinitions": ({ ecs }, input) => ecs.send(new Ecs.ListTaskDefinitionsCommand(input)),
	"ecs:ListTaskDefinitionFamilies": ({ ecs }, input) => ecs.send(new Ecs.ListTaskDefinitionFamiliesCommand(input)),
	"ecs:ListServiceDeployments": ({ ecs }, input) => ecs.send(new Ecs.ListServiceDeploymentsCommand(input)),
	"ecs:DescribeServiceRevisions": ({ ecs }, input) => ecs.send(new Ecs.DescribeServiceRevisionsCommand(input)),
	"ecs:ListTasks": ({ ecs }, input) => ecs.send(new Ecs.ListTasksCommand(input)),
	"ecs:DescribeTasks": ({ ecs }, input) => ecs.send(new Ecs.DescribeTasksCommand(input)),
	"servicediscovery:ListNamespaces": ({ cloudMap }, input) => cloudMap.send(new CloudMap.ListNamespacesCommand(input)),
	"servicediscovery:ListServices": ({ cloudMap }, input) => cloudMap.send(new CloudMap.ListServicesCommand(input)),
	"servicediscovery:ListInstances": ({ cloudMap }, input) => cloudMap.send(new CloudMap.ListInstancesCommand(input)),
	"servicediscovery:GetInstancesHealthStatus": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.GetInstancesHealthStatusCommand(input)),
	"servicediscovery:GetOperation": ({ cloudMap }, input) => cloudMap.send(new CloudMap.GetOperationCommand(input)),
	"servicediscovery:ListOperations": ({ cloudMap }, input) => cloudMap.send(new CloudMap.ListOperationsCommand(input)),
	"servicediscovery:ListTagsForResource": ({ cloudMap }, input) =>
		cloudMap.send(new CloudMap.ListTagsForResourceCommand(input)),
	"route53:GetHostedZone": ({ route53 }, input) => route53.send(new Route53.GetHostedZoneCommand(input)),
	"route53:ListResourceRecordSets": ({ route53 }, input) =>
		route53.send(new Route53.ListResourceRecordSetsCommand(input)),
};

/** Every operation that may be sent, such as `ecs:UpdateService`: metrics begin at zero for each. */
export const operations: readonly string[] = [...Object.keys(readers), ...Object.keys(senders), ...lookUpOperations];
