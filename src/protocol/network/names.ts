// Names of the numbers in the headers below SCTP, as Wireshark prints them: service classes (RFC 2474, RFC 3168), VLAN priorities
// (IEEE 802.1Q), Linux cooked packets (tcpdump.org), options of IPv4, IPv6 and TCP (IANA).
import { enumeration } from '../declare.ts';
import type { Enumeration } from '../schema.ts';

function named(name: string, source: string, values: readonly (readonly [number, string])[]): Enumeration {
  return enumeration(
    name,
    values.map(([value, text]) => ({ value, name: text, rfc: source })),
  );
}

export const differentiatedServices = named('Differentiated Services Codepoint', 'RFC 2474', [
  [0, 'Default'],
  [1, 'Lower Effort'],
  [8, 'Class Selector 1'],
  [10, 'Assured Forwarding 11'],
  [12, 'Assured Forwarding 12'],
  [14, 'Assured Forwarding 13'],
  [16, 'Class Selector 2'],
  [18, 'Assured Forwarding 21'],
  [20, 'Assured Forwarding 22'],
  [22, 'Assured Forwarding 23'],
  [24, 'Class Selector 3'],
  [26, 'Assured Forwarding 31'],
  [28, 'Assured Forwarding 32'],
  [30, 'Assured Forwarding 33'],
  [32, 'Class Selector 4'],
  [34, 'Assured Forwarding 41'],
  [36, 'Assured Forwarding 42'],
  [38, 'Assured Forwarding 43'],
  [40, 'Class Selector 5'],
  [44, 'Voice Admit'],
  [46, 'Expedited Forwarding'],
  [48, 'Class Selector 6'],
  [56, 'Class Selector 7'],
]);

export const explicitCongestion = named('Explicit Congestion Notification', 'RFC 3168', [
  [0, 'Not ECN-Capable Transport'],
  [1, "ECN-Capable Transport codepoint '01'"],
  [2, "ECN-Capable Transport codepoint '10'"],
  [3, 'Congestion Experienced'],
]);

export const userPriorities = named('Priority', 'IEEE 802.1Q', [
  [0, 'Best Effort (default)'],
  [1, 'Background'],
  [2, 'Excellent Effort'],
  [3, 'Critical Applications'],
  [4, 'Video, < 100ms latency and jitter'],
  [5, 'Voice, < 10ms latency and jitter'],
  [6, 'Internetwork Control'],
  [7, 'Network Control'],
]);

export const dropEligible = named('DEI', 'IEEE 802.1Q', [
  [0, 'Ineligible'],
  [1, 'Eligible'],
]);

export const cookedPacketTypes = named('Packet type', 'LINKTYPE_LINUX_SLL', [
  [0, 'Unicast to us'],
  [1, 'Broadcast'],
  [2, 'Multicast'],
  [3, 'Unicast to another host'],
  [4, 'Sent by us'],
]);

/** The ARPHRD_ numbers of Linux. */
export const cookedHardware = named('Link-layer address type', 'LINKTYPE_LINUX_SLL', [
  [0, 'NET/ROM pseudo'],
  [1, 'Ethernet'],
  [2, 'Experimental Ethernet'],
  [3, 'AX.25'],
  [4, 'ProNET'],
  [5, 'Chaos'],
  [6, 'IEEE 802'],
  [7, 'ARCNET'],
  [8, 'Hyperchannel'],
  [9, 'Lanstar'],
  [10, 'Autonet Short Address'],
  [11, 'Localtalk'],
  [12, 'LocalNet'],
  [13, 'Ultra link'],
  [14, 'SMDS'],
  [15, 'Frame Relay DLCI'],
  [16, 'ATM'],
  [17, 'HDLC'],
  [18, 'Fibre Channel'],
  [19, 'ATM (RFC 2225)'],
  [20, 'Serial Line'],
  [21, 'ATM'],
  [22, 'MIL-STD-188-220'],
  [23, 'Metricom STRIP'],
  [24, 'IEEE 1394.1995'],
  [25, 'MAPOS'],
  [26, 'Twinaxial'],
  [27, 'EUI-64'],
  [28, 'HIPARP'],
  [29, 'IP and ARP over ISO 7816-3'],
  [30, 'ARPSec'],
  [31, 'IPsec tunnel'],
  [32, 'InfiniBand'],
  [33, 'TIA-102 Project 25 CAI'],
  [34, 'Wiegand Interface'],
  [35, 'Pure IP'],
  [36, 'Experimental 1'],
  [37, 'HFI'],
  [256, 'Experimental 2'],
  [257, 'AEthernet'],
  [260, 'Notional KISS type'],
  [264, 'ADAPT'],
  [270, 'ROSE'],
  [271, 'CCITT X.25'],
  [272, 'Boards with X.25 in firmware'],
  [280, 'Controller Area Network'],
  [512, 'PPP'],
  [513, 'Cisco HDLC'],
  [516, 'LAPB'],
  [517, "Digital's DDCMP protocol"],
  [518, 'Raw HDLC'],
  [519, 'Raw IP'],
  [768, 'IPIP tunnel'],
  [769, 'IP6IP6 tunnel'],
  [770, 'Frame Relay Access Device'],
  [771, 'SKIP vif'],
  [772, 'Loopback'],
  [774, 'Fiber Distributed Data Interface'],
  [775, 'AP1000 BIF'],
  [776, 'sit0 device - IPv6-in-IPv4'],
  [777, 'IP over DDP tunneller'],
  [778, 'GRE over IP'],
  [779, 'PIMSM register interface'],
  [780, 'High Performance Parallel Interface'],
  [781, 'Nexus 64Mbps Ash'],
  [782, 'Acorn Econet'],
  [783, 'Linux-IrDA'],
  [784, 'Point to point fibrechannel'],
  [785, 'Fibrechannel arbitrated loop'],
  [786, 'Fibrechannel public loop'],
  [787, 'Fibrechannel fabric'],
  [800, 'Magic type ident for TR'],
  [801, 'IEEE 802.11'],
  [802, 'IEEE 802.11 + Prism2 header'],
  [803, 'IEEE 802.11 + radiotap header'],
  [804, 'IEEE 802.15.4'],
  [805, 'IEEE 802.15.4 network monitor'],
  [820, 'PhoNet media type'],
  [821, 'PhoNet pipe header'],
  [822, 'CAIF media type'],
  [823, 'GRE over IPv6'],
  [824, 'Netlink'],
  [825, 'IPv6 over LoWPAN'],
  [826, 'Vsock monitor header'],
  [65534, 'zero header length'],
  [65535, 'Void type, nothing is known'],
]);

export const checksumStatuses = named('Checksum Status', 'Wireshark', [
  [0, 'Bad'],
  [1, 'Good'],
  [2, 'Unverified'],
  [3, 'Not present'],
  [4, 'Illegal'],
]);

export const ipOptionClasses = named('Class', 'RFC 791 §3.1', [
  [0, 'Control'],
  [1, 'Reserved for future use'],
  [2, 'Debugging and measurement'],
  [3, 'Reserved for future use'],
]);

export const ipOptionNumbers = named('Number', 'IANA', [
  [0, 'End of Option List (EOL)'],
  [1, 'No-Operation (NOP)'],
  [2, 'Security'],
  [3, 'Loose source route'],
  [4, 'Time stamp'],
  [5, 'Extended security'],
  [6, 'Commercial IP security option'],
  [7, 'Record route'],
  [8, 'Stream identifier'],
  [9, 'Strict source route'],
  [10, 'Experimental Measurement'],
  [11, 'MTU probe'],
  [12, 'MTU Reply'],
  [13, 'Experimental Flow Control'],
  [14, 'Experimental Access Control'],
  [15, 'Ask Estrin'],
  [16, 'IMI Traffic Descriptor'],
  [17, 'Extended Internet Protocol'],
  [18, 'Traceroute'],
  [19, 'Address Extension'],
  [20, 'Router Alert'],
  [21, 'Selective Directed Broadcast'],
  [23, 'Dynamic Packet State'],
  [24, 'Upstream Multicast Packet'],
  [25, 'Quick-Start'],
  [30, 'RFC 3692-style experiment'],
]);

export const timestampFlags = named('Flag', 'RFC 791 §3.1', [
  [0, 'Time stamps only'],
  [1, 'Time stamp and address'],
  [3, 'Time stamps for prespecified addresses'],
]);

export const ipv6OptionTypes = named('Type', 'IANA', [
  [0, 'Pad1'],
  [1, 'PadN'],
  [4, 'Tunnel Encapsulation Limit'],
  [5, 'Router Alert'],
  [7, 'CALIPSO'],
  [8, 'SMF_DPD'],
  [15, 'Performance and Diagnostic Metrics'],
  [30, 'Experimental (0x1E)'],
  [38, 'Quick-Start'],
  [48, 'Path MTU Option'],
  [49, 'IOAM Option'],
  [62, 'Experimental (0x3E)'],
  [65, 'Tunnel Payload Forwarding (TPF) Information'],
  [94, 'Experimental (0x5E)'],
  [99, 'RPL Option'],
  [109, 'MPL Option'],
  [126, 'Experimental (0x7E)'],
  [138, 'Endpoint Identification'],
  [139, 'ILNP Nonce'],
  [140, 'Line-Identification Option'],
  [158, 'Experimental (0x9E)'],
  [190, 'Experimental (0xBE)'],
  [194, 'Jumbo Payload'],
  [201, 'Home Address'],
  [222, 'Experimental (0xDE)'],
  [238, 'IP_DFF'],
  [254, 'Experimental (0xFE)'],
]);

export const ipv6OptionActions = named('Action', 'RFC 8200 §4.2', [
  [0, 'Skip and continue'],
  [1, 'Discard'],
  [2, 'Discard and send ICMP Parameter Problem'],
  [3, 'Discard and send ICMP if not multicast'],
]);

export const ipv6RouterAlerts = named('Router Alert', 'RFC 2711 §2.1', [
  [0, 'MLD'],
  [1, 'RSVP'],
  [2, 'Active Networks'],
]);

export const ipv6RoutingTypes = named('Type', 'IANA', [
  [0, 'Source Route'],
  [1, 'Nimrod'],
  [2, 'Type 2 Routing'],
  [3, 'RPL Source Route'],
  [4, 'Segment Routing'],
  [5, 'Compact Routing Header 16'],
  [6, 'Compact Routing Header 32'],
  [253, 'Experiment 1'],
  [254, 'Experiment 2'],
]);

export const tcpOptionKinds = named('Kind', 'IANA', [
  [0, 'End of Option List'],
  [1, 'No-Operation'],
  [2, 'Maximum Segment Size'],
  [3, 'Window Scale'],
  [4, 'SACK Permitted'],
  [5, 'SACK'],
  [6, 'Echo'],
  [7, 'Echo Reply'],
  [8, 'Time Stamp Option'],
  [9, 'Partial Order Connection Permitted'],
  [10, 'Partial Order Service Profile'],
  [11, 'CC'],
  [12, 'CC.NEW'],
  [13, 'CC.ECHO'],
  [14, 'TCP Alternate Checksum Request'],
  [15, 'TCP Alternate Checksum Data'],
  [16, 'Skeeter'],
  [17, 'Bubba'],
  [18, 'Trailer Checksum Option'],
  [19, 'MD5 Signature Option'],
  [20, 'SCPS Capabilities'],
  [21, 'Selective Negative Acknowledgements'],
  [22, 'Record Boundaries'],
  [23, 'Corruption experienced'],
  [24, 'SNAP'],
  [26, 'TCP Compression Filter'],
  [27, 'Quick-Start Response'],
  [28, 'User Timeout Option'],
  [29, 'The TCP Authentication Option'],
  [30, 'Multipath TCP'],
  [34, 'TCP Fast Open Cookie'],
  [76, 'Riverbed Probe'],
  [78, 'Riverbed Transparency'],
  [172, 'Accurate ECN Order 0'],
  [174, 'Accurate ECN Order 1'],
  [253, 'RFC3692-style Experiment 1'],
  [254, 'RFC3692-style Experiment 2'],
]);

export const encapsulationTypes = named('Encapsulation type', 'Wireshark', [
  [1, 'Ethernet'],
  [4, 'PPP'],
  [7, 'Raw IP'],
  [15, 'NULL/Loopback'],
  [25, 'Linux cooked-mode capture v1'],
  [129, 'Raw IPv4'],
  [130, 'Raw IPv6'],
  [210, 'Linux cooked-mode capture v2'],
]);

export const packetDirections = named('Direction', 'draft-ietf-opsawg-pcapng §4.3', [
  [0, 'Unknown'],
  [1, 'Inbound'],
  [2, 'Outbound'],
]);

export const receptionTypes = named('Reception type', 'draft-ietf-opsawg-pcapng §4.3', [
  [0, 'Not specified'],
  [1, 'Unicast'],
  [2, 'Multicast'],
  [3, 'Broadcast'],
  [4, 'Promiscuous'],
]);

export const yesOrNo = named('Yes or no', 'Wireshark', [
  [0, 'No'],
  [1, 'Yes'],
]);

export const quickStartFunctions = named('Function', 'RFC 4782 §3.1', [
  [0, 'Rate request'],
  [8, 'Rate report'],
]);

/** Each is twice the one before, from 80 kbit/s on. */
export const quickStartRates = named('Rate', 'RFC 4782 §3.1', [
  [0, '0 bit/s'],
  [1, '80 Kbit/s'],
  [2, '160 Kbit/s'],
  [3, '320 Kbit/s'],
  [4, '640 Kbit/s'],
  [5, '1.28 Mbit/s'],
  [6, '2.56 Mbit/s'],
  [7, '5.12 Mbit/s'],
  [8, '10.24 Mbit/s'],
  [9, '20.48 Mbit/s'],
  [10, '40.96 Mbit/s'],
  [11, '81.92 Mbit/s'],
  [12, '163.84 Mbit/s'],
  [13, '327.68 Mbit/s'],
  [14, '655.36 Mbit/s'],
  [15, '1.31072 Gbit/s'],
]);

export const tcpExperiments = named('Experiment Identifier', 'IANA', [
  [0x00ac, 'TCP ACK Rate Request'],
  [0x0348, 'Host ID'],
  [0x0a0d, 'Autonomous System Compensation'],
  [0x0ca0, 'Capability Option'],
  [0x0ed0, 'Extended Data Offset'],
  [0x454e, 'Encryption Negotiation'],
  [0x5323, 'Service Number'],
  [0x75ec, 'Timestamp Interval'],
  [0xacc0, 'Accurate ECN - Order 0'],
  [0xacc1, 'Accurate ECN - Order 1'],
  [0xacce, 'Accurate ECN'],
  [0xe2d4, 'Shared Memory communications over RMDA protocol'],
  [0xf989, 'Fast Open'],
  [0xf990, 'Low Latency'],
]);

export const multipathSubtypes = named('Multipath TCP subtype', 'RFC 8684 §7.2', [
  [0, 'Multipath Capable'],
  [1, 'Join Connection'],
  [2, 'Data Sequence Signal'],
  [3, 'Add Address'],
  [4, 'Remove Address'],
  [5, 'Change Subflow Priority'],
  [6, 'TCP Fallback'],
  [7, 'Fast Close'],
  [8, 'TCP Reset'],
]);

export const multipathResets = named('TCPRST Reason', 'RFC 8684 §3.6', [
  [0, 'Unspecified error'],
  [1, 'MPTCP-specific error'],
  [2, 'Lack of resources'],
  [3, 'Administratively prohibited'],
  [4, 'Too much outstanding data'],
  [5, 'Unacceptable performance'],
  [6, 'Middlebox interference'],
]);

export const riverbedTransparency = named('Transparency Mode', 'Wireshark', [
  [0, 'Full Transparency'],
  [1, 'Port Transparency'],
]);

export const securityLevels = named('Security', 'RFC 791 §3.1', [
  [0x0000, 'Unclassified'],
  [0xf135, 'Confidential'],
  [0x789a, 'EFTO'],
  [0xbc4d, 'MMMM'],
  [0x5e26, 'PROG'],
  [0xaf13, 'Restricted'],
  [0xd788, 'Secret'],
  [0x6bc5, 'Top secret'],
  [0x35e2, 'Reserved'],
  [0x9af1, 'Reserved'],
  [0x4d78, 'Reserved'],
  [0x24bd, 'Reserved'],
  [0x135e, 'Reserved'],
  [0x89af, 'Reserved'],
  [0xc4d6, 'Reserved'],
  [0xe26b, 'Reserved'],
]);

export const classificationLevels = named('Classification Level', 'RFC 1108 §2.3', [
  [0x01, 'Reserved 4'],
  [0x3d, 'Top secret'],
  [0x5a, 'Secret'],
  [0x96, 'Confidential'],
  [0x66, 'Reserved 3'],
  [0xcc, 'Reserved 2'],
  [0xab, 'Unclassified'],
  [0xf1, 'Reserved 1'],
]);

export const isProtected = named('Protection Authority', 'RFC 1108 §2.4', [
  [0, 'Datagram not protected in accordance with its rules'],
  [1, 'Datagram protected in accordance with its rules'],
]);

export const moreOctets = named('Field Termination Indicator', 'RFC 1108 §2.4', [
  [0, 'Final octet'],
  [1, 'Additional octet present'],
]);

export const cipsoTagTypes = named('Tag Type', 'draft-ietf-cipso-ipsecurity-01', [
  [0, 'Padding'],
  [1, 'Restrictive Category Bitmap'],
  [2, 'Enumerated Categories'],
  [5, 'Ranged Categories'],
  [6, 'Permissive Categories'],
  [7, 'Free Form'],
]);

export const taggerTypes = named('TaggerID Type', 'RFC 6621 §6.1.1', [
  [0, 'NULL'],
  [1, 'DEFAULT'],
  [2, 'IPv4'],
  [3, 'IPv6'],
]);

export const seedLengths = named('Seed ID Length', 'RFC 7731 §6.1', [
  [0, '0'],
  [1, '16-bit unsigned integer'],
  [2, '64-bit unsigned integer'],
  [3, '128-bit unsigned integer'],
]);

export const inSituTypes = named('Option-Type', 'RFC 9197 §8.2', [
  [0, 'Pre-allocated Trace'],
  [1, 'Incremental Trace'],
  [2, 'Proof of Transit'],
  [3, 'Edge to Edge'],
]);

export const cookedLinkTypes = named('Protocol', 'LINKTYPE_LINUX_SLL', [
  [0x01, 'Raw 802.3'],
  [0x03, 'Ethernet'],
  [0x04, '802.2 LLC'],
  [0x07, 'PPP (HDLC)'],
  [0x0c, 'CAN'],
  [0x0d, 'CAN FD'],
  [0x17, 'IrDA LAP'],
  [0xf5, 'ISI'],
  [0xf6, 'IEEE 802.15.4'],
]);
