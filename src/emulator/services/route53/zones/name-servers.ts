/**
 * Generates the four name servers of a zone. The embedded AWS answers DNS itself, but tools compare them: public zones
 * have four of their own or those of a reusable delegation set, and all private zones have the same.
 */
import type { Random } from "../../../../lib/random.ts";

/** The name servers of every private zone. */
export const privateNameServers: readonly string[] = [
	"ns-1536.awsdns-00.co.uk.",
	"ns-0.awsdns-00.com.",
	"ns-1024.awsdns-00.org.",
	"ns-512.awsdns-00.net.",
];

/** Each domain has 512 servers, eight of them in each of its `awsdns` groups. */
const domains = ["com", "net", "org", "co.uk"];
const serversPerDomain = 512;
const serversPerGroup = 8;

/** Four fully qualified names, one in each domain. */
export function drawNameServers(random: Random): readonly string[] {
	return domains.map((domain, index) => {
		const server = Math.floor(random() * serversPerDomain);
		const group = String(Math.floor(server / serversPerGroup)).padStart(2, "0");
		return `ns-${index * serversPerDomain + server}.awsdns-${group}.${domain}.`;
	});
}
