/** Cloud Map as a service of the embedded AWS. */
import * as sdk from "@aws-sdk/client-servicediscovery";
import { unknownError } from "../../front/service-rules.ts";
import type { EmulatorService } from "../../service.ts";
import { sdkProtocol } from "../../wire/sdk-protocol.ts";
import { rates } from "./rates.ts";
import { startCloudMap } from "./servicediscovery.ts";
import type { CloudMapSettings } from "./state.ts";

/** Namespaces with hosted zones, registries, and instances whose records DNS answers. */
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
