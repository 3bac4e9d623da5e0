/** TestDNSAnswer: the answer of a public zone to a resolver, or to a client whose subnet the resolver forwards. */
import type { TestDNSAnswerRequest, TestDNSAnswerResponse } from "@aws-sdk/client-route-53";
import type { Random } from "../../../../lib/random.ts";
import { AwsError } from "../../../aws-error.ts";
import { answer } from "../../../dns/answer.ts";
import { canonicalName, isWithin } from "../../../dns/domain-names.ts";
import type { DnsSources } from "../../../dns/view.ts";
import type { ZoneTable } from "../zones/zones.ts";

/** Rejects private zones, and names outside the zone, with InvalidInput. */
export function testAnswer(
	zones: ZoneTable,
	sources: DnsSources,
	random: Random,
	input: TestDNSAnswerRequest,
): TestDNSAnswerResponse {
	const { HostedZoneId = "", RecordName = "", RecordType } = input;
	const zone = zones.get(HostedZoneId);
	const name = canonicalName(RecordName);
	if (zone.vpcs) throw new AwsError("InvalidInput", "This call only supports querying public hosted zones.");
	if (!isWithin(name, zone.name))
		throw new AwsError("InvalidInput", `The name ${name} is not in the zone ${zone.name}`);
	const asker = { address: input.EDNS0ClientSubnetIP ?? input.ResolverIP };
	const reply = answer({ name, type: RecordType ?? "", asker }, { ...sources, zones: [zone] }, random);
	return {
		Nameserver: zone.nameServers[0]?.slice(0, -1),
		RecordName: name,
		RecordType,
		RecordData: reply.answers.map(({ value }) => value),
		ResponseCode: reply.code,
		Protocol: "UDP",
	};
}
