/**
 * EC2 as a service of the embedded AWS. It has no operations; all VPCs, subnets and security groups exist unless the
 * operator lists some.
 */
import { unknownError } from "../../front/service-rules.ts";
import type { EmulatorService } from "../../service.ts";
import { queryProtocol } from "../../wire/query-protocol.ts";

const version = "2016-11-15";

/** The network of tasks and private zones. */
export const ec2: EmulatorService<"ec2"> = {
	name: "ec2",
	protocol: queryProtocol({
		version,
		xmlNamespace: `http://ec2.amazonaws.com/doc/${version}/`,
		errorBody: ({ Code, Message }, RequestID) => ({ Response: { Errors: { Error: { Code, Message } }, RequestID } }),
	}),
	rates: [],
	refusals: {
		throttled: "Throttling",
		accessDenied: "AccessDenied",
		internalFailure: { code: "InternalError", message: unknownError },
	},
	lists: { paged: /^Describe/, more: [] },
	resourceKinds: [
		{ name: "VPC id", pattern: /^vpc-/ },
		{ name: "subnet id", pattern: /^subnet-/ },
		{ name: "security group id", pattern: /^sg-/ },
	],
	start: () => ({ handlers: {}, tools: {} }),
};
