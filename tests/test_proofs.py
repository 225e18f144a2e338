"""Signing JSON: the published example of the standard, and every way in which what was signed can be changed."""

import copy
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import proofs

AT = dt.datetime(2023, 2, 24, 23, 36, 38, tzinfo=dt.UTC)
# The example of W3C EdDSA Cryptosuites v1.0 for eddsa-jcs-2022: key, credential and signature.
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6"
EXAMPLE = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
METHOD = f"did:key:{PUBLIC}#{PUBLIC}"


def signed(pair=None, **more):
    key = pair or proofs.make_pair()
    return key, proofs.sign({**EXAMPLE, **more}, private=key.private, method="https://x.example/#1", created=AT)


def test_the_standards_own_example_is_verified_and_signed_alike():
    made = proofs.sign(EXAMPLE, private=SECRET, method=METHOD, created=AT)

    assert made["proof"]["proofValue"] == VALUE
    proofs.verify(made, key=PUBLIC)


def changed_name(one):
    one["name"] += "!"


def added(one):
    one["more"] = 1


def removed(one):
    del one["description"]


def inner(one):
    one["credentialSubject"]["alumniOf"] = "Another school"


def reordered(one):
    one["type"].reverse()


def later(one):
    one["proof"]["created"] = "2024-01-01T00:00:00Z"


def other_key(one):
    one["proof"]["verificationMethod"] += "0"


def other_context(one):
    one["@context"] = one["@context"][::-1]


@pytest.mark.parametrize("change", [changed_name, added, removed, inner, reordered, later, other_key, other_context])
def test_whatever_is_changed_fails(change):
    key, made = signed()
    proofs.verify(made, key=key.public)
    broken = copy.deepcopy(made)
    change(broken)

    with pytest.raises(proofs.Unverifiable) as refused:
        proofs.verify(broken, key=key.public)
    assert refused.value.why == "changed"


def test_another_key_does_not_verify_it():
    _key, made = signed()

    with pytest.raises(proofs.Unverifiable, match="changed"):
        proofs.verify(made, key=proofs.make_pair().public)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ([], "unsigned"),
        ({}, "unsigned"),
        ({"proof": 3}, "unsigned"),
        ({"proof": {"type": "Other"}}, "suite"),
        ({"proof": {"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}}, "suite"),
    ],
)  # fmt: skip
def test_what_is_no_proof_of_ours_is_said(document, why):
    with pytest.raises(proofs.Unverifiable) as refused:
        proofs.verify(document, key=PUBLIC)
    assert refused.value.why == why


@pytest.mark.parametrize("value", ["", "z", "z0O", "m" + VALUE[1:], VALUE[:-1], 3, None, "z" + "1" * 300])
def test_a_signature_that_is_none_is_refused(value):
    _key, made = signed()
    made["proof"]["proofValue"] = value

    with pytest.raises(proofs.Unverifiable):
        proofs.verify(made, key=PUBLIC)


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        ({"b": 1, "a": [True, None, "é\n\u0001"]}, '{"a":[true,null,"é\\n\\u0001"],"b":1}'),
        ({"\U0001f600": 1, "\ue000": 2}, '{"\U0001f600":1,"\ue000":2}'),
        ({}, "{}"),
        ("王", '"王"'),
    ],
)
def test_there_is_one_spelling(value, spelt):
    assert proofs.canonical(value).decode() == spelt


@pytest.mark.parametrize("value", [1.5, 2**53, {"a": [0.1]}, "\ud800", {"a": object()}])
def test_what_has_no_certain_spelling_is_refused(value):
    with pytest.raises(proofs.Unverifiable):
        proofs.canonical(value)


def test_a_pile_of_brackets_is_refused():
    value: list = []
    for _ in range(100):
        value = [value]

    with pytest.raises(proofs.Unverifiable):
        proofs.canonical(value)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_anything_written_can_be_verified(words):
    key, made = signed(words=words)

    proofs.verify(made, key=key.public)
