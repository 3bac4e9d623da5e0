/**
 * The settings of SDK clients that speak through a network: limits on connections, and credentials that come in time or not at
 * all. The SDK's chain of credentials shares one question among all who wait, so that a question that is never answered (ECS's
 * own credentials endpoint, a `credential_process`, STS) would keep every later request waiting too.
 */
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { Clock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";
import type { AwsLimits } from "./limits.ts";

type Credentials = ReturnType<typeof defaultProvider>;

/** AWS's own chain of credentials, as the SDK's clients ask for it with their settings. */
type Chain = (settings: object) => Credentials;

/** What every client that speaks through a network is opened with. */
export function networkSettings(clock: Clock, limits: AwsLimits) {
	return {
		// They also hold for the clients of STS and SSO that the SDK opens for credentials.
		requestHandler: {
			connectionTimeout: limits.connectMs,
			requestTimeout: limits.writeMs,
			// Otherwise it only warns.
			throwOnRequestTimeout: true,
		},
		credentialDefaultProvider: limitedChain(clock, limits.credentialsMs),
	};
}

/** No credentials came in time, or none did a moment ago. */
class CredentialsTimeout extends Error {
	constructor(limitMs: number) {
		const sources = "the profile's credential_process, STS or SSO, or the endpoint of the task's or machine's role";
		super(`AWS's chain of credentials gave none within ${limitMs / 1000} s: ${sources} does not answer`);
		this.name = "CredentialsTimeout";
	}
}

/** After a time-out the chain is opened anew, and not before as much time again: until then all who ask are refused at once. */
export function limitedChain(clock: Clock, limitMs: number, open: Chain = defaultProvider): Chain {
	return (settings) => {
		let chain: Credentials | undefined;
		let refusedUntilMs = 0;
		return async (options) => {
			if (clock.now() < refusedUntilMs) throw new CredentialsTimeout(limitMs);
			chain ??= open(settings);
			const asked = chain;
			try {
				return await within({ clock, limitMs }, () => asked(options));
			} catch (error) {
				if (!(error instanceof GivenUp)) throw error;
				if (chain === asked) chain = undefined;
				refusedUntilMs = clock.now() + limitMs;
				throw new CredentialsTimeout(limitMs);
			}
		};
	};
}
