"""Model files, never run: a pickle is read by its instructions, skops and ONNX by their documents.

Nearest neighbours, support vectors, Gaussian processes, kNN imputers and the results of lifelines and
statsmodels keep rows of the data they were fitted on (AI-SDC/SACRO-ML rejects the first two; the others
were found by searching their files for a planted value).
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from governance.refusal import Refusal
from output_checking.checks.containers.pickle_parts import REST, Made, pickle_parts
from output_checking.checks.containers.tree_leaves import leaf_findings
from output_checking.checks.containers.unpacking import open_zip, read_member
from output_checking.checks.registry import CheckedFile, Context, Kind, register, run_checks
from output_checking.findings import Finding, Severity

RULE = "model.file"
# Name of a class, or of its module -> it keeps data it was fitted on.
_KEEPS_DATA = re.compile(
    r"KNeighbors|NearestNeighbors|RadiusNeighbors|NearestCentroid|KNNImputer|IterativeImputer|GaussianProcess"
    r"|\b(Nu|OneClass|Linear)?SV[CMR]\b|OneClassSVM|LocalOutlierFactor|KernelDensity|KernelRidge|LabelPropagation"
    r"|LabelSpreading|Nystroem|AffinityPropagation|DBSCAN|OPTICS|MeanShift|Isomap|TSNE|SpectralEmbedding|KDTree"
    r"|BallTree|MinMaxScaler|MaxAbsScaler|QuantileTransformer|IsotonicRegression|OrdinalEncoder|KBinsDiscretizer"
    r"|^lifelines|^statsmodels|^pandas|^polars|^pyarrow|^sksurv|^patsy"
)
_COEFFICIENTS = re.compile(
    r"sklearn\.(linear_model|discriminant_analysis|naive_bayes|decomposition|cross_decomposition|pipeline|compose)"
    r"|sklearn\.preprocessing\._(data\.(StandardScaler|PolynomialFeatures|Normalizer)|encoders\.OneHotEncoder)"
    r"|sklearn\.impute\._base\.SimpleImputer|sklearn\._loss|sklearn\.preprocessing\._label\.LabelEncoder"
)
_TREES = re.compile(r"sklearn\.(tree|ensemble)|^xgboost|^lightgbm|^catboost")
_MACHINERY = re.compile(
    r"numpy(\.\w+)*\.(_reconstruct|ndarray|dtype|scalar|_frombuffer|\w*int\d*|float\d+|bool_?)"
    r"|joblib\.numpy_pickle\.NumpyArrayWrapper|collections\.(OrderedDict|defaultdict)|copyreg\._reconstructor"
    r"|builtins\.(object|set|frozenset|slice|complex|bytearray|dict|list|tuple|int|float|str)"
    r"|_codecs\.encode|sklearn\.utils\._bunch\.Bunch|sklearn\.calibration\.\w+"
)
# Coefficients of a large model take a few kilobytes; a table takes more.
_LARGEST = 262_144
_ARRAY = re.compile(r"\d+\.np[yz]")
_SVM_NODES = ("SVMClassifier", "SVMRegressor")
_TREE_NODES = ("TreeEnsembleClassifier", "TreeEnsembleRegressor", "TreeEnsemble")
_MOST_WEIGHTS = 100_000


@register(RULE, Kind.MODEL)
def check_model(file: CheckedFile, context: Context) -> Iterator[Finding]:
    if file.content.startswith(b"PK"):
        yield from _skops(file, context)
    elif file.extension == "onnx":
        yield from _onnx(file, context)
    else:
        yield from _pickle(file, context)


def _pickle(file: CheckedFile, context: Context) -> Iterator[Finding]:
    names: list[str] = []
    words: list[str] = []
    values = behind = 0
    given: Any = None
    try:
        for part in pickle_parts(file.content):
            if part.imported is not None:
                names.append(part.imported)
            if part.operation == "STOP":
                given = part.argument
            elif part.operation == REST:
                behind = len(part.argument)
            elif isinstance(part.argument, bytes | bytearray):
                values += len(part.argument)
            elif isinstance(part.argument, str) and part.operation not in ("GLOBAL", "INST"):
                words.append(part.argument)
    except Exception:  # pickletools raises whatever the broken bytes make it raise
        yield Finding(RULE, Severity.BLOCK, "model-unreadable", {}, file.where())
        return
    if behind:
        yield Finding(RULE, Severity.BLOCK, "picture-extra-bytes", {"bytes": behind}, file.where())
    yield from run_checks(file.passage("\n".join(words)), context.inside())
    yield from class_findings(file, names)
    if any(_TREES.search(name) for name in names):
        yield Finding(RULE, Severity.BLOCK, "model-tree-pickle", {"leaf": context.rules.leaf}, file.where())
    if values > _LARGEST:
        yield Finding(RULE, Severity.BLOCK, "model-large", {"bytes": len(file.content)}, file.where())
    if not _is_models_alone(given, context.threshold):
        yield Finding(RULE, Severity.BLOCK, "model-pickle-unknown", {}, file.where())
    yield Finding(RULE, Severity.REVIEW, "model-to-look-at", {}, file.where())


def _is_models_alone(given: Any, most: int) -> bool:
    """Known models, with names and fewer than `most` numbers beside them: no array, no long list."""
    waiting, seen, numbers, models = [given], set[int](), 0, 0
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict | list | tuple):
            if id(here) not in seen:
                seen.add(id(here))
                waiting += here.values() if isinstance(here, dict) else here
        elif isinstance(here, Made):
            if not _COEFFICIENTS.match(here.of):
                return False
            models += 1
        elif isinstance(here, int | float) and not isinstance(here, bool):
            numbers += 1
        elif not isinstance(here, str | bool):
            return False
    return models > 0 and numbers < most


def class_findings(file: CheckedFile, names: list[str]) -> Iterator[Finding]:
    """`names`: module.class of everything the model says it is made of."""
    told: set[str] = set()
    for name in dict.fromkeys(names):
        module, _, short = name.rpartition(".")
        if _KEEPS_DATA.search(short) or _KEEPS_DATA.search(module):
            shown = name if module.startswith(("lifelines", "statsmodels")) else short
            if shown not in told and len(told) < 10:
                told.add(shown)
                yield Finding(RULE, Severity.BLOCK, "model-keeps-data", {"class": shown[:80]}, file.where())
        elif not any(known.search(name) for known in (_COEFFICIENTS, _TREES, _MACHINERY)):
            yield Finding(RULE, Severity.BLOCK, "model-code", {"class": name[:80]}, file.where())
            return


def _skops(file: CheckedFile, context: Context) -> Iterator[Finding]:
    try:
        with open_zip(file.content) as archive:
            document = json.loads(read_member(archive, "schema.json"))
            arrays = [name for name in archive.namelist() if name.endswith((".npy", ".npz"))]
            names = [f"{one['__module__']}.{one['__class__']}" for one in _objects(document)]
            yield from class_findings(
                file, [name for name in names if not name.startswith(("builtins.", "numpy."))]
            )
            words = json.dumps(_without_addresses(document), ensure_ascii=False)
            yield from run_checks(file.passage(words), context.inside())
            total = sum(archive.getinfo(name).file_size for name in arrays)
            trees = [
                one
                for one in _objects(document)
                if "nodes" in json.dumps(one)[:2000] and one["__class__"] == "Tree"
            ]
            if trees or any(_TREES.search(name) for name in names):
                yield from leaf_findings(file, [read_member(archive, name) for name in arrays], context)
            elif total > _LARGEST:
                yield Finding(RULE, Severity.BLOCK, "model-large", {"bytes": total}, file.where())
    except (Refusal, ValueError, KeyError, TypeError, RecursionError, zipfile.BadZipFile):
        yield Finding(RULE, Severity.BLOCK, "model-unreadable", {}, file.where())
        return
    yield Finding(RULE, Severity.REVIEW, "model-to-look-at", {}, file.where())


def _without_addresses(document: Any) -> Any:
    """Places in memory are numbers of fifteen digits, and name the arrays too."""
    if isinstance(document, dict):
        return {
            key: _without_addresses(value)
            for key, value in document.items()
            if key != "__id__" and not (key == "file" and _ARRAY.fullmatch(str(value)))
        }
    return [_without_addresses(one) for one in document] if isinstance(document, list) else document


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    waiting = [document]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            if "__class__" in here and "__module__" in here:
                yield here
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here


def _onnx(file: CheckedFile, context: Context) -> Iterator[Finding]:
    import onnx  # here, because only this type of model needs it

    try:
        model = onnx.load_model(io.BytesIO(file.content), load_external_data=False)
    except Exception:  # the parser's own errors are many
        yield Finding(RULE, Severity.BLOCK, "model-unreadable", {}, file.where())
        return
    kinds = {node.op_type for node in model.graph.node}
    for kind in sorted(kinds & {*_SVM_NODES}):
        yield Finding(RULE, Severity.BLOCK, "model-keeps-data", {"class": kind}, file.where())
    if kinds & {*_TREE_NODES}:
        yield Finding(
            RULE, Severity.BLOCK, "model-leaves-unknown", {"leaf": context.rules.leaf}, file.where()
        )
    largest = max((_elements(one.dims) for one in model.graph.initializer), default=0)
    if largest > _MOST_WEIGHTS or (kinds & {"TopK", "CDist"} and largest > 100):
        yield Finding(RULE, Severity.BLOCK, "model-large", {"bytes": largest}, file.where())
    words = [
        model.doc_string,
        model.graph.doc_string,
        *[f"{one.key}: {one.value}" for one in model.metadata_props],
    ]
    yield from run_checks(file.passage("\n".join(words)), context.inside())
    yield Finding(RULE, Severity.REVIEW, "model-to-look-at", {}, file.where())


def _elements(dims: Any) -> int:
    count = 1
    for one in dims:
        count *= one
    return count
