/** Sets one field at AWS as a person would with the aws CLI, for the kinds whose fields can be changed. */
import { DisassociateKmsKeyCommand, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PutClusterCapacityProvidersCommand, UpdateClusterCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import {
	ListNamespacesCommand,
	ListServicesCommand,
	UpdatePrivateDnsNamespaceCommand,
	UpdateServiceCommand as UpdateRegistryCommand,
} from "@aws-sdk/client-servicediscovery";
import type { VirtualWorld } from "../../support/virtual-world.ts";

type SetField = (observedState: VirtualWorld, field: string, value: unknown) => Promise<unknown>;

/** By kind; the resource is called `it`. */
export const setByHand: Readonly<Record<string, SetField>> = {
	Service: ({ ecs }, field, value) =>
		ecs.send(
			new UpdateServiceCommand({
				cluster: "shop",
				service: "it",
				[field]: value,
				...(field === "capacityProviderStrategy" && { forceNewDeployment: true }),
			}),
		),
	Cluster: ({ ecs }, field, value) => {
		if (field !== "capacityProviders" && field !== "defaultCapacityProviderStrategy") {
			return ecs.send(new UpdateClusterCommand({ cluster: "it", [field]: value }));
		}
		const both = { capacityProviders: ["FARGATE"], defaultCapacityProviderStrategy: [], [field]: value };
		return ecs.send(new PutClusterCapacityProvidersCommand({ cluster: "it", ...both }));
	},
	LogGroup: ({ logs }, field, value) => {
		if (field === "kmsKeyId") return logs.send(new DisassociateKmsKeyCommand({ logGroupName: "it" }));
		return logs.send(new PutRetentionPolicyCommand({ logGroupName: "it", retentionInDays: Number(value) }));
	},
	Registry: async ({ cloudMap }, field, value) => {
		const { Services = [] } = await cloudMap.send(new ListServicesCommand({}));
		const it = Services.find(({ Name }) => Name === "it");
		const kept = {
			DnsConfig: { DnsRecords: it?.DnsConfig?.DnsRecords },
			...(it?.HealthCheckConfig && { HealthCheckConfig: it.HealthCheckConfig }),
		};
		return cloudMap.send(new UpdateRegistryCommand({ Id: it?.Id, Service: { ...kept, [field]: value } }));
	},
	Namespace: async ({ cloudMap }, field, value) => {
		const { Namespaces = [] } = await cloudMap.send(new ListNamespacesCommand({}));
		const it = Namespaces.find(({ Name }) => Name === "it");
		return cloudMap.send(new UpdatePrivateDnsNamespaceCommand({ Id: it?.Id, Namespace: { [field]: value } }));
	},
};
