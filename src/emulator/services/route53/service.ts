/** Route 53 as a service of the embedded AWS. */
import * as sdk from "@aws-sdk/client-route-53";
import { AwsError } from "../../aws-error.ts";
import { unknownError } from "../../front/service-rules.ts";
import type { EmulatorService } from "../../service.ts";
import { sdkProtocol } from "../../wire/sdk-protocol.ts";
import { type Route53Tools, startRoute53 } from "./route53.ts";

/** Hosted zones, record sets and health checks. */
export const route53: EmulatorService<"route53", undefined, Route53Tools> = {
	name: "route53",
	title: "Route 53",
	protocol: sdkProtocol({ sdk, client: sdk.Route53Client, validationError: "InvalidInput" }),
	// All operations share five requests per second and account (Route 53 developer guide, quotas).
	rates: [{ operations: "all", limit: { burst: 5, perSecond: 5 } }],
	refusals: {
		throttled: "Throttling",
		accessDenied: "AccessDenied",
		internalFailure: { code: "InternalFailure", message: unknownError },
	},
	oneAtATime: {
		ChangeResourceRecordSets: {
			member: "HostedZoneId",
			busy: () =>
				new AwsError(
					"PriorRequestNotComplete",
					"The request was rejected because Route 53 was still processing a prior request.",
				),
		},
	},
	lists: { paged: /^List(?!Tags)/, more: ["IsTruncated", "NextToken"] },
	start: startRoute53,
};
