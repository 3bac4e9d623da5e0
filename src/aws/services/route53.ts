/** Route 53: the hosted zones and record sets of Cloud Map namespaces, which evenkeel only reads. */
import { GetHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { containsOnlyRequested } from "./answers.ts";
import { defineService } from "./service.ts";

export const route53 = defineService({
	name: "route53",
	client: Route53Client,
	// Five requests a second for an account, all operations together (Route 53 developer guide, quotas).
	rates: { all: { burst: 5, perSecond: 5 } },
	reads: {
		GetHostedZone: {
			command: GetHostedZoneCommand,
			rate: "all",
			answer: { has: "HostedZone", each: ["Id", "Name"], mismatch: containsOnlyRequested("HostedZone", "Id", "Id") },
			why: "tells the VPC of a private namespace, and whether the zone of a deleted one is gone; without it both are taken on trust",
		},
		ListResourceRecordSets: {
			command: ListResourceRecordSetsCommand,
			rate: "all",
			answer: { has: "ResourceRecordSets", each: ["Name", "Type"] },
			why: "compares the records of a registry with its instances",
		},
	},
	writes: {},
	errors: { throttled: ["PriorRequestNotComplete"], missing: ["NoSuchHostedZone"], invalid: ["InvalidInput"] },
});
