import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkOf } from "../../src/lib/connections.ts";

describe("the addresses that one client may have", () => {
	it.each([
		["10.0.0.1", "10.0.0.1"],
		["::ffff:10.0.0.1", "10.0.0.1"],
		["::FFFF:10.0.0.1", "10.0.0.1"],
		["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
		["2001:db8:1:2::1", "2001:db8:1:2"],
		["2001:db8::1", "2001:db8:0:0"],
		["2001:db8:1:2:3::", "2001:db8:1:2"],
		["fe80::1%eth0", "fe80:0:0:0"],
		["::1", "0:0:0:0"],
		["::", "0:0:0:0"],
		["", ""],
	])("%j is of %j", (address, network) => {
		expect(networkOf(address)).toBe(network);
	});

	const groups = (count: number) =>
		fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: count, maxLength: count });
	/** In the shortest form, with one run of zeros left out, as the operating system writes it. */
	const written = (all: readonly number[]) => new URL(`http://[${all.map((group) => group.toString(16)).join(":")}]`);

	it("an IPv6 address belongs to the network of its first 64 bits, however its zeros are written", () => {
		fc.assert(
			fc.property(groups(4), groups(4), groups(4), (network, one, other) => {
				const [a, b] = [one, other].map((host) => networkOf(written([...network, ...host]).hostname.slice(1, -1)));
				expect(a).toBe(network.map((group) => group.toString(16)).join(":"));
				expect(b).toBe(a);
			}),
		);
	});
});
