"""Words so common that a question with others means the others: the index has them, a question that is only them asks for them.

Left out of a question, they save its reader the largest shards of all; nDCG@10 on Cranfield rises by .005
(`bench relevance`). In quotation marks, with a sign, a field, a boost, a star or a distance they count.
"""

from __future__ import annotations

WORDS = {
    "en": "a about after again against all also am among an and any are as at be because been before being between both but "
    "by can cannot could did do does doing during each either ever every few for from further get give given got had "
    "has have he her here him his how however i if in into is it its just less let like made make makes many may me "
    "might mine more most much must my neither no nor not of off on only or other others our ours out over own per "
    "rather said say says shall she should since so some such than that the their them then there these they this "
    "those through to too under until up upon us very via was we were what when where which while who whom whose why "
    "will with within without would yet you your yours",
    "az": "amma artıq ancaq ayrı bir bu biz bəzi belə da də deyil daha elə ən edən əgər harada həm hər həmin hansı ilə isə "
    "ki kimi mən nə nədən niyə o ol olan olaraq oldu olub onlar onun öz sən siz sonra üçün və ya yalnız yenə çox çünki",
    "ru": "а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее её если есть "
    "еще ещё же за и из или им их к как ко когда кто ли мы на над не него нее нет ни но ну о об он она они оно от по под "
    "при с со так также там то того тоже той только том у уже чем что чтобы эта эти это этого этой этот я",
    "tr": "acaba ama ancak bazı belki ben bir biz bu bunu çok çünkü da daha de değil diye en gibi hem hep her için ile ise ki "
    "kim mi mu mı mü nasıl ne neden nerede o olan olarak oldu olduğu onlar onun sen siz şu tüm ve veya ya yani",
}
COMMON = {lang: frozenset(words.split()) for lang, words in WORDS.items()}
