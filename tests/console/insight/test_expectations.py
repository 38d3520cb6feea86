from console.insight.bottlenecks import trends
from console.insight.expectations import praised, unwritten
from golddust.insight import Flow, Moods


def test_what_many_complain_of_and_no_standard_names_is_an_unwritten_expectation() -> None:
    complaints = {"delivery": Moods(90), "music": Moods(40, negative=30), "toilets": Moods(4), "rare": Moods(5)}
    (music,) = unwritten(complaints, Moods(2000), {"delivery"})
    assert (music.topic, music.angry, music.complaints.part, music.complaints.whole) == ("music", 30, 40, 2000)
    assert "40 complaints are about music, 2 of 100" in music.proposal
    assert [one.topic for one in unwritten(complaints, Moods(100), ())] == ["delivery", "music", "rare"]
    assert unwritten({}, Moods(), ()) == []


def test_praise_reaches_the_team_whose_topics_are_praised() -> None:
    praise = {"staff": Moods(7), "waiting": Moods(9), "price": Moods(12), "odd": Moods(3), "none": Moods()}
    owners = {"staff": "store", "waiting": "store", "price": "pricing", "none": "store"}
    store, pricing = praised(praise, owners)
    assert (store.team, store.mentions, store.topics) == ("store", 16, (("waiting", 9), ("staff", 7)))
    assert (pricing.team, pricing.mentions) == ("pricing", 12)


def test_a_pile_that_grows_by_more_than_chance_is_said() -> None:
    found = trends({"logistics": Flow(140, 80), "finance": Flow(20, 17), "store": Flow(40, 90), "empty": Flow(0, 0)})
    assert [(one.owner, one.more, one.growing) for one in found] == [
        ("logistics", 60, True),
        ("finance", 3, False),
        ("empty", 0, False),
        ("store", -50, False),
    ]
    assert trends({}) == []
