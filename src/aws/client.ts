/**
 * The SDK clients, and each operation's command. The SDK's own retries are off, so that every request is counted, paced and
 * repeated in one place, `attempts.ts`.
 */
import * as Ecs from "@aws-sdk/client-ecs";
import * as Route53 from "@aws-sdk/client-route-53";
import * as CloudMap from "@aws-sdk/client-servicediscovery";
import type { Clock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import { answerRules } from "./answer-rules.ts";
import { checkTypes } from "./answer-types.ts";
import { createAttempts } from "./attempts.ts";
import type { Budget } from "./budget.ts";
import type { Call, WriteOperation, Writes } from "./calls.ts";
import { type AwsPlace, type ClientConfig, clientConfig } from "./client-config.ts";
import { openInProcess } from "./client-settings.ts";
import { type AwsLimits, defaultLimits } from "./limits.ts";
import { type LookUps, lookUpOperations, openLookUps } from "./look-ups.ts";
import { readable } from "./readable.ts";
import type { Read, ReadOperation, Reads } from "./reads.ts";
import type { RequestListener } from "./requests.ts";
import { createSignatures, type MayBeSignedBy } from "./signatures.ts";

/** Which AWS is spoken to, and how. */
export interface AwsOptions extends AwsPlace {
	readonly clock: Clock;
	readonly random: Random;
	readonly budget: Budget;
	/** Ends whatever waits to be sent and the reads in flight; a write in flight has a little time left. */
	readonly signal?: AbortSignal;
	/** How long AWS may take; `defaultLimits` when absent. */
	readonly limits?: AwsLimits;
	/** Told of every request that was answered, or was not. */
	readonly onRequest?: RequestListener;
}

/** What AWS gave back for a call. */
export interface Sent {
	/** The operation to follow, where the call only started one (Cloud Map). */
	readonly operationId?: string;
	readonly answer: object;
}

/** What has to be so for a call to be sent. */
export interface SendConditions {
	/** It is signed with no other credentials. */
	readonly mayBeSignedBy?: MayBeSignedBy;
	/** Asked right before it is sent, each time that it is. */
	readonly isWanted?: () => boolean;
}

/** An AWS that can be read and written to. */
export interface Aws {
	readonly read: Read;
	/** Sends one call, as long as `conditions` hold. Rejects with an `AwsFailure`; its code is `unwanted` if nothing was sent. */
	readonly send: (call: Call, conditions?: SendConditions) => Promise<Sent>;
	/** The id of the access key with which an answer was asked for; undefined where no signature is looked at. */
	readonly signerOf: (answer: object) => string | undefined;
	/** What else of AWS may be asked, by SDK clients that need not be there. */
	readonly lookUps: LookUps;
	/** Closes the clients' sockets. */
	readonly close: () => void;
}

interface SendOptions {
	readonly abortSignal: AbortSignal;
}

interface Clients {
	readonly ecs: Ecs.ECSClient;
	readonly cloudMap: CloudMap.ServiceDiscoveryClient;
	readonly route53: Route53.Route53Client;
}

/** Opens clients for one account and region. Nothing is sent before the first read or call. */
export function createAws(options: AwsOptions): Aws {
	const { clock, requestHandler, limits = defaultLimits } = options;
	const config = clientConfig(options, clock, limits);
	const clients = createClients(options, config);
	const lookUps = openLookUps({ ...options, limits, config });
	const attempt = createAttempts({ ...options, limits });
	const signatures = createSignatures();
	for (const client of Object.values(clients)) {
		checkTypes(client);
		if (!requestHandler) signatures.watch(client);
	}
	// In this process nobody asks for credentials.
	const prepare = (operation: string) => (requestHandler ? undefined : clientOf(clients, operation).config.credentials);
	return {
		read: (operation, input) =>
			attempt({
				...{ operation, isWrite: false, prepare: prepare(operation) },
				send: async (abortSignal) =>
					readable(answerRules[operation], input, await readers[operation](clients, input, { abortSignal })),
			}),
		signerOf: signatures.signerOf,
		send: async (call, { mayBeSignedBy, isWanted } = {}) => {
			const { operation, input } = call;
			if (mayBeSignedBy) signatures.require(input, operation, mayBeSignedBy);
			const answer = await attempt({
				...{ operation, isWrite: true, prepare: prepare(operation), isWanted },
				send: (abortSignal) => send(clients, call, { abortSignal }),
			});
			const { OperationId: operationId } = answer as { OperationId?: string };
			return { answer, ...(operationId ? { operationId } : {}) };
		},
		lookUps,
		close: () => {
			for (const client of Object.values(clients)) client.destroy();
			for (const service of Object.values(lookUps)) service.close();
		},
	};
}

function clientOf({ ecs, cloudMap, route53 }: Clients, operation: string): Clients[keyof Clients] {
	if (operation.startsWith("ecs:")) return ecs;
	return operation.startsWith("route53:") ? route53 : cloudMap;
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
	const ecs = new Ecs.ECSClient(config);
	// Each client would fetch and refresh credentials of its own.
	const others = { ...config, credentials: ecs.config.credentials };
	return {
		ecs,
		cloudMap: new CloudMap.ServiceDiscoveryClient(others),
		route53: new Route53.Route53Client(others),
	};
}

function send<O extends WriteOperation>(clients: Clients, call: Call<O>, options: SendOptions): Promise<object> {
	return senders[call.operation](clients, call.input, options);
}

const senders: {
	readonly [O in WriteOperation]: (clients: Clients, input: Writes[O], options: SendOptions) => Promise<object>;
} = {
	"ecs:CreateCluster": ({ ecs }, input, options) => ecs.send(new Ecs.CreateClusterCommand(input), options),
	"ecs:UpdateCluster": ({ ecs }, input, options) => ecs.send(new Ecs.UpdateClusterCommand(input), options),
	"ecs:PutClusterCapacityProviders": ({ ecs }, input, options) =>
		ecs.send(new Ecs.PutClusterCapacityProvidersCommand(input), options),
	"ecs:DeleteCluster": ({ ecs }, input, options) => ecs.send(new Ecs.DeleteClusterCommand(input), options),
	"ecs:RegisterTaskDefinition": ({ ecs }, input, options) =>
		ecs.send(new Ecs.RegisterTaskDefinitionCommand(input), options),
	"ecs:DeregisterTaskDefinition": ({ ecs }, input, options) =>
		ecs.send(new Ecs.DeregisterTaskDefinitionCommand(input), options),
	"ecs:CreateService": ({ ecs }, input, options) => ecs.send(new Ecs.CreateServiceCommand(input), options),
	"ecs:UpdateService": ({ ecs }, input, options) => ecs.send(new Ecs.UpdateServiceCommand(input), options),
	"ecs:DeleteService": ({ ecs }, input, options) => ecs.send(new Ecs.DeleteServiceCommand(input), options),
	"ecs:TagResource": ({ ecs }, input, options) => ecs.send(new Ecs.TagResourceCommand(input), options),
	"ecs:UntagResource": ({ ecs }, input, options) => ecs.send(new Ecs.UntagResourceCommand(input), options),
	"servicediscovery:CreatePrivateDnsNamespace": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.CreatePrivateDnsNamespaceCommand(input), options),
	"servicediscovery:CreatePublicDnsNamespace": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.CreatePublicDnsNamespaceCommand(input), options),
	"servicediscovery:CreateHttpNamespace": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.CreateHttpNamespaceCommand(input), options),
	"servicediscovery:UpdatePrivateDnsNamespace": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.UpdatePrivateDnsNamespaceCommand(input), options),
	"servicediscovery:UpdatePublicDnsNamespace": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.UpdatePublicDnsNamespaceCommand(input), options),
	"servicediscovery:UpdateHttpNamespace": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.UpdateHttpNamespaceCommand(input), options),
	"servicediscovery:DeleteNamespace": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.DeleteNamespaceCommand(input), options),
	"servicediscovery:CreateService": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.CreateServiceCommand(input), options),
	"servicediscovery:UpdateService": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.UpdateServiceCommand(input), options),
	"servicediscovery:DeleteService": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.DeleteServiceCommand(input), options),
	"servicediscovery:DeregisterInstance": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.DeregisterInstanceCommand(input), options),
	"servicediscovery:TagResource": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.TagResourceCommand(input), options),
	"servicediscovery:UntagResource": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.UntagResourceCommand(input), options),
};

const readers: {
	readonly [O in ReadOperation]: (clients: Clients, input: Reads[O][0], options: SendOptions) => Promise<Reads[O][1]>;
} = {
	"ecs:DescribeClusters": ({ ecs }, input, options) => ecs.send(new Ecs.DescribeClustersCommand(input), options),
	"ecs:ListClusters": ({ ecs }, input, options) => ecs.send(new Ecs.ListClustersCommand(input), options),
	"ecs:DescribeServices": ({ ecs }, input, options) => ecs.send(new Ecs.DescribeServicesCommand(input), options),
	"ecs:ListServices": ({ ecs }, input, options) => ecs.send(new Ecs.ListServicesCommand(input), options),
	"ecs:DescribeTaskDefinition": ({ ecs }, input, options) =>
		ecs.send(new Ecs.DescribeTaskDefinitionCommand(input), options),
	"ecs:ListTaskDefinitions": ({ ecs }, input, options) => ecs.send(new Ecs.ListTaskDefinitionsCommand(input), options),
	"ecs:ListTaskDefinitionFamilies": ({ ecs }, input, options) =>
		ecs.send(new Ecs.ListTaskDefinitionFamiliesCommand(input), options),
	"ecs:ListServiceDeployments": ({ ecs }, input, options) =>
		ecs.send(new Ecs.ListServiceDeploymentsCommand(input), options),
	"ecs:DescribeServiceRevisions": ({ ecs }, input, options) =>
		ecs.send(new Ecs.DescribeServiceRevisionsCommand(input), options),
	"ecs:ListTasks": ({ ecs }, input, options) => ecs.send(new Ecs.ListTasksCommand(input), options),
	"ecs:DescribeTasks": ({ ecs }, input, options) => ecs.send(new Ecs.DescribeTasksCommand(input), options),
	"servicediscovery:ListNamespaces": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.ListNamespacesCommand(input), options),
	"servicediscovery:GetNamespace": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.GetNamespaceCommand(input), options),
	"servicediscovery:GetService": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.GetServiceCommand(input), options),
	"servicediscovery:ListServices": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.ListServicesCommand(input), options),
	"servicediscovery:ListInstances": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.ListInstancesCommand(input), options),
	"servicediscovery:GetInstancesHealthStatus": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.GetInstancesHealthStatusCommand(input), options),
	"servicediscovery:GetOperation": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.GetOperationCommand(input), options),
	"servicediscovery:ListOperations": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.ListOperationsCommand(input), options),
	"servicediscovery:ListTagsForResource": ({ cloudMap }, input, options) =>
		cloudMap.send(new CloudMap.ListTagsForResourceCommand(input), options),
	"route53:GetHostedZone": ({ route53 }, input, options) =>
		route53.send(new Route53.GetHostedZoneCommand(input), options),
	"route53:ListResourceRecordSets": ({ route53 }, input, options) =>
		route53.send(new Route53.ListResourceRecordSetsCommand(input), options),
};

/** Every operation that may be sent, such as `ecs:UpdateService`: metrics begin at zero for each. */
export const operations: readonly string[] = [...Object.keys(readers), ...Object.keys(senders), ...lookUpOperations];
