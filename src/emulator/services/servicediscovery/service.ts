/** Cloud Map as a service of the embedded AWS. */
import * as sdk from "@aws-sdk/client-servicediscovery";
import { type RateGroup, rate, unknownError } from "../../front/service-rules.ts";
import type { EmulatorService } from "../../service.ts";
import { sdkProtocol } from "../../wire/sdk-protocol.ts";
import { startCloudMap } from "./servicediscovery.ts";
import type { CloudMapSettings } from "./state.ts";

const throttledAs = "RequestLimitExceeded";

/**
 * AWS's request rates of Cloud Map's operations. The data plane's rates are on its quotas page. The control plane's
 * rates are unpublished: those of AWS's own Kubernetes controller for Cloud Map are used
 * (aws/aws-cloud-map-mcs-controller-for-k8s, pkg/common/ratelimiter.go), and a chosen rate for operations that it does
 * not call.
 */
const rates: readonly RateGroup[] = [
	rate(5, 0.5, "ListNamespaces"),
	rate(10, 2, "ListServices"),
	rate(200, 100, "GetOperation ListOperations"),
	rate(
		5,
		0.5,
		"CreateHttpNamespace CreatePrivateDnsNamespace CreatePublicDnsNamespace DeleteNamespace UpdateHttpNamespace UpdatePrivateDnsNamespace UpdatePublicDnsNamespace",
	),
	rate(50, 5, "CreateService DeleteService UpdateService"),
	rate(100, 50, "DeregisterInstance RegisterInstance UpdateInstanceCustomHealthStatus"),
	rate(50, 50, "GetInstance GetInstancesHealthStatus ListInstances"),
	rate(
		50,
		20,
		"DeleteServiceAttributes GetNamespace GetService GetServiceAttributes ListTagsForResource TagResource UntagResource UpdateServiceAttributes",
	),
	{ ...rate(2000, 1000, "DiscoverInstances"), throttledAs },
	{ ...rate(3000, 3000, "DiscoverInstancesRevision"), throttledAs },
];

/** Namespaces with hosted zones, registries, and instances in DNS. */
export const servicediscovery: EmulatorService<"servicediscovery", CloudMapSettings> = {
	name: "servicediscovery",
	title: "Cloud Map",
	protocol: sdkProtocol({ sdk, client: sdk.ServiceDiscoveryClient, validationError: "InvalidInput" }),
	rates,
	refusals: {
		throttled: "ThrottlingException",
		accessDenied: "AccessDeniedException",
		internalFailure: { code: "InternalFailure", message: unknownError },
	},
	lists: { paged: /^List(?!Tags)/, token: "NextToken", more: ["NextToken"] },
	start: startCloudMap,
};
