"""A seeded province of invented people, and the mess that clerks make of it: for the demo, tests and measurements.

Nobody in it exists. Names are put together at random from general knowledge, NIKs begin with real area codes and belong
to no one. The same arguments give the same bytes.
"""

from payung.synthetic.errors import MIXES, Mix
from payung.synthetic.extracts import LinkageFrames, linkage_frames, participants, registrations
from payung.synthetic.people import Province, make_province
from payung.synthetic.workbooks import Mess, write_mess

__all__ = [
    "MIXES",
    "LinkageFrames",
    "Mess",
    "Mix",
    "Province",
    "linkage_frames",
    "make_province",
    "participants",
    "registrations",
    "write_mess",
]
