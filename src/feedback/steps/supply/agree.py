"""Actions that both sides agreed on in a review, and their end.

People decide these: each is one short transaction without the night's lock. A night never reads
actions; scorecards show them as they were recorded.
"""

from datetime import date

from feedback.domain.supply.agreements.reviews import Action
from feedback.errors import InvalidInput
from feedback.ports import Store


def agree_on_action(
    store: Store,
    supplier: str,
    words: str,
    *,
    our_owner: str,
    their_owner: str,
    agreed_on: date,
    due_on: date,
) -> Action:
    """Record what will be done, by whom on each side, and by when.

    Raises `InvalidInput` where words or an owner are missing.
    """
    words, our_owner, their_owner = words.strip(), our_owner.strip(), their_owner.strip()
    if not (words and our_owner and their_owner):
        raise InvalidInput("An action needs a description and an owner on each side.")
    with store.begin() as tx:
        number = tx.supply.next_action_id()
        action = Action(number, supplier, words, our_owner, their_owner, agreed_on, due_on)
        tx.supply.add_action(action)
    return action


def finish_action(store: Store, action_id: int, *, done_on: date) -> Action:
    """Mark an action as done; returns it as it was agreed.

    Raises `InvalidInput` for an unknown action, and for one that is done already.
    """
    with store.begin() as tx:
        known = {action.action_id: action for action in tx.supply.actions()}
        action = known.get(action_id)
        if action is None:
            raise InvalidInput(
                f"Unknown action {action_id}. `feedback scorecard` lists agreed actions."
            )
        if action.done_on is not None:
            raise InvalidInput(f"Action {action_id} was already done on {action.done_on}.")
        tx.supply.finish_action(action_id, done_on)
    return action
