/**
 * The constraints of Cloud Map's model on the members of each operation (the service's API model, version 2017-03-14).
 * Checks that depend on state, such as the type of a namespace, are in the operations.
 */

import { valueAt } from "../../../lib/json.ts";
import { AwsError, type Caller, type Handlers } from "../../aws-error.ts";
import {
	type Constraint,
	integer,
	list,
	map,
	oneOf,
	struct,
	text,
	type Violation,
	validationMessage,
} from "../../wire/constraints.ts";

const longestTtlSeconds = 2_147_483_647;

const reference = text({ max: 255 });
const id = text({ max: 64 });
const account = text({ min: 12, max: 12 });
const description = text({ max: 1024 });
const failureThreshold = integer(1, 10);
const timeToLive = integer(0, longestTtlSeconds);
const tags = list(struct({ Key: text({ min: 1, max: 128 }), Value: text({ max: 256 }) }), { max: 200 });
const serviceName = text({
	pattern:
		/^(?=.{1,127}$)([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9])(\.([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9]))*$/,
});
const instanceAttributes = map(
	text({ max: 255, pattern: /^[a-zA-Z0-9!-~]+$/ }),
	text({ max: 1024, pattern: /^([a-zA-Z0-9!-~][ \ta-zA-Z0-9!-~]*){0,1}[a-zA-Z0-9!-~]{0,1}$/ }),
);
const soa = struct({ DnsProperties: struct({ SOA: struct({ TTL: timeToLive }) }) });
const namespaceChange = struct({ Description: description, Properties: soa });
const dnsRecords = list(struct({ Type: oneOf("SRV", "A", "AAAA", "CNAME"), TTL: timeToLive }));
const healthCheckConfig = struct({
	Type: oneOf("HTTP", "HTTPS", "TCP"),
	ResourcePath: text({ max: 255 }),
	FailureThreshold: failureThreshold,
});
const page = { NextToken: text({ max: 4096 }), MaxResults: integer(1, 100) };

const creation = { CreatorRequestId: id, Description: description, Tags: tags };
const namespaceUpdate = { Id: reference, UpdaterRequestId: id, Namespace: namespaceChange };
const byId = { Id: reference };
const byService = { ServiceId: reference };
const byInstance = { ServiceId: reference, InstanceId: id };
const byNames = {
	NamespaceName: text({ max: 1024, pattern: /^[!-~]{1,1024}$/ }),
	ServiceName: serviceName,
	OwnerAccount: account,
};

/** The constraints on each operation's input. */
const operations: Readonly<Record<string, Readonly<Record<string, Constraint>>>> = {
	CreateHttpNamespace: { Name: text({ max: 1024, pattern: /^(?!arn:)[!-~]{1,1024}$/ }), ...creation },
	CreatePrivateDnsNamespace: {
		Name: text({ max: 253, pattern: /^(?!arn:)[!-~]{1,253}$/ }),
		Vpc: id,
		Properties: soa,
		...creation,
	},
	CreatePublicDnsNamespace: {
		Name: text({
			max: 253,
			pattern: /^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/,
		}),
		Properties: soa,
		...creation,
	},
	CreateService: {
		Name: serviceName,
		NamespaceId: reference,
		DnsConfig: struct({ NamespaceId: id, RoutingPolicy: oneOf("MULTIVALUE", "WEIGHTED"), DnsRecords: dnsRecords }),
		HealthCheckConfig: healthCheckConfig,
		HealthCheckCustomConfig: struct({ FailureThreshold: failureThreshold }),
		Type: oneOf("HTTP"),
		...creation,
	},
	DeleteNamespace: byId,
	DeleteService: byId,
	DeleteServiceAttributes: { ...byService, Attributes: list(text({ max: 255 }), { min: 1, max: 30 }) },
	DeregisterInstance: byInstance,
	DiscoverInstances: {
		...byNames,
		MaxResults: integer(1, 1000),
		QueryParameters: instanceAttributes,
		OptionalParameters: instanceAttributes,
		HealthStatus: oneOf("HEALTHY", "UNHEALTHY", "ALL", "HEALTHY_OR_ELSE_ALL"),
	},
	DiscoverInstancesRevision: byNames,
	GetInstance: byInstance,
	GetInstancesHealthStatus: { ...byService, Instances: list(id, { min: 1 }), ...page },
	GetNamespace: byId,
	GetOperation: { OperationId: text({ max: 255 }), OwnerAccount: account },
	GetService: byId,
	GetServiceAttributes: byService,
	ListInstances: { ...byService, ...page },
	ListNamespaces: {
		Filters: filtersOf(["TYPE", "NAME", "HTTP_NAME", "RESOURCE_OWNER"]),
		...page,
	},
	ListOperations: {
		Filters: filtersOf(["NAMESPACE_ID", "SERVICE_ID", "STATUS", "TYPE", "UPDATE_DATE"]),
		...page,
	},
	ListServices: { Filters: filtersOf(["NAMESPACE_ID", "RESOURCE_OWNER"]), ...page },
	ListTagsForResource: { ResourceARN: text({ min: 1, max: 1011 }) },
	RegisterInstance: {
		...byService,
		InstanceId: text({ max: 64, pattern: /^[0-9a-zA-Z_/:.@-]+$/ }),
		CreatorRequestId: id,
		Attributes: instanceAttributes,
	},
	TagResource: { ResourceARN: text({ min: 1, max: 1011 }), Tags: tags },
	UntagResource: { ResourceARN: text({ min: 1, max: 1011 }), TagKeys: list(text({ min: 1, max: 128 }), { max: 200 }) },
	UpdateHttpNamespace: namespaceUpdate,
	UpdateInstanceCustomHealthStatus: { ...byInstance, Status: oneOf("HEALTHY", "UNHEALTHY") },
	UpdatePrivateDnsNamespace: namespaceUpdate,
	UpdatePublicDnsNamespace: namespaceUpdate,
	UpdateService: {
		...byId,
		Service: struct({
			Description: description,
			DnsConfig: struct({ DnsRecords: dnsRecords }),
			HealthCheckConfig: healthCheckConfig,
		}),
	},
	UpdateServiceAttributes: {
		...byService,
		Attributes: map(text({ max: 255 }), text({ max: 1024 }), { min: 1, max: 30 }),
	},
};

/** Wraps the operations; each rejects input that violates its model with InvalidInput. */
export function constrained(handlers: Handlers): Handlers {
	return Object.fromEntries(
		Object.entries(handlers).map(([name, handle]) => {
			const constraint = struct(valueAt(operations, name) ?? {});
			return [
				name,
				(input: never, caller: Caller) => {
					refuse(constraint(input, ""));
					return handle(input, caller);
				},
			];
		}),
	);
}

function refuse(violations: readonly Violation[]): void {
	const message = validationMessage(violations);
	if (message) throw new AwsError("InvalidInput", message);
}

function filtersOf(names: readonly string[]): Constraint {
	return list(
		struct({
			Name: oneOf(...names),
			Values: list(text({ min: 1, max: 255 })),
			Condition: oneOf("EQ", "IN", "BETWEEN", "BEGINS_WITH"),
		}),
	);
}
