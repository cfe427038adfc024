"""What `generate` is told: which modules to read, what is left out, and what a person looked at and put in.

Each entry of `REVIEWED`, `FUNCTIONS` and `VALUES` was read in its library's source: loading it builds data and no more.
"""

from __future__ import annotations

import re
from typing import Final

ANY: Final = re.compile("")
NONE: Final = re.compile("(?!)")


def _in(*modules: str, top: bool = False) -> re.Pattern[str]:
    """These modules of a package; with ``top`` the package's own door as well."""
    return re.compile(rf"^\w+\.({'|'.join(modules)})(\.|$)" + (r"|^\w+$" if top else ""))


def _hooks(*classes: str) -> str:
    """What an instance of a lazy layer keeps of its own class until its first input."""
    return " ".join(f"{name}.{hook}" for name in classes for hook in ("_infer_parameters", "_lazy_load_hook"))


# Package: the modules that hold classes of data.
PACKAGES: Final = {
    "numpy": _in("polynomial", "ma", "matrixlib", "random", "rec", "dtypes"),
    "scipy": _in("sparse", "interpolate", "spatial", "optimize", "signal", "stats"),
    "pandas": _in(
        *[
            "core.arrays",
            "core.dtypes.dtypes",
            "core.frame",
            "core.series",
            "core.indexes",
            "core.internals.managers",
            "core.internals.blocks",
        ],
        *[
            "core.flags",
            "core.indexers.objects",
            "tseries",
            "_libs.tslibs",
            "_libs.internals",
            "_libs.arrays",
            "_libs.interval",
            "_libs.missing",
        ],
        *["_libs.sparse", "_libs.index", "arrays", "api"],
        top=True,
    ),
    "sklearn": ANY,
    "xgboost": NONE,  # the others hold handles of native memory, which a destructor frees: only those in REVIEWED
    "lightgbm": NONE,
    "catboost": NONE,
    "torch": _in(
        "nn.modules", "nn.intrinsic", "nn.quantized", "nn.quantizable", "nn.qat", "optim", "distributions", "ao.nn"
    ),
    "torchvision": _in("models", "ops"),
    "statsmodels": _in(
        *[
            "base",
            "discrete",
            "distributions",
            "duration",
            "gam",
            "genmod",
            "imputation",
            "miscmodels",
            "multivariate",
            "nonparametric",
            "othermod",
        ],
        *["regression", "robust", "stats", "treatment", "tsa"],
    ),
    "imblearn": ANY,
    "category_encoders": ANY,
    "onnx": _in("onnx_ml_pb2", "onnx_pb"),
    "transformers": re.compile(
        r"^transformers\.(configuration_utils|models\..*\.configuration_\w+|generation\.configuration_utils)$"
    ),
}

# Modules that no model needs, or that act.
LEFT_OUT: Final = re.compile(
    r"(^|\.)(tests?|testing|_testing|conftest|datasets?|f2py|distutils|externals|plotting|_plotting|_plot|graphics|sandbox"
    r"|examples?|_build_utils|cli|hub|io|iolib|formula|_mocking|estimator_checks|_numba|computation|setup|keras|tensorflow"
    r"|_param_validation|_pprint|_export|_array_api|deprecation|_available_if|_reingold_tilford|_unuran\w*|_biasedurn|cpp|_registry|distributed_estimation|accessors?|_reprs?|_repr_html|callback|dask|spark|qnn|parallel|swa_utils|tools|tracker|_testutils|cython|_uarray|_pydantic|formats"
    r"|window|groupby|resample|__main__|_show_versions|_dbg|_callbacks|_page_trend_test|_test\w*|\w*_test)(\.|$)"
)

# Names, or their beginnings, that stay out though they look like data.
NEVER: Final = (
    "numpy.memmap",
    "numpy.core.memmap",
    "numpy._core.memmap",
    "numpy.vectorize",
    "scipy.stats._distn_infrastructure",  # __setstate__ runs the text _parse_arg_template as code
    "scipy.stats._continuous_distns",
    "scipy.stats._discrete_distns",
    "scipy.stats._distribution_infrastructure",
    "scipy.stats._qmc.QMCEngine.workers",
    "scipy.stats._fit",
    "scipy.integrate._quad_vec",  # starts pools
    "scipy.optimize._differentialevolution",
    "scipy._lib",
    "sklearn.utils._metadata_requests.RequestMethod",
    "torch.nn.parallel",
    "torch.nn.utils",
    "torch.nn.modules._functions",
    "torch.distributions.constraints._DependentProperty",
    "transformers.models.auto",
)

# Compiled classes have no source to read: these modules were read as Cython or C.
COMPILED: Final = re.compile(
    r"^(numpy\.(random|dtypes)|pandas\._libs|sklearn\.|scipy\.(sparse|spatial|interpolate|stats|special)|catboost\._catboost|onnx\.|statsmodels\.tsa\.statespace\._)"
)

# Classes that the reading of effects would leave out, looked at by a person.
REVIEWED: Final = (
    "xgboost.core.Booster",  # __setstate__ gives the bytes to XGBoosterUnserializeFromBuffer
    "xgboost.sklearn.XGBModel",
    "xgboost.sklearn.XGBClassifier",
    "xgboost.sklearn.XGBRegressor",
    "xgboost.sklearn.XGBRanker",
    "xgboost.sklearn.XGBRFClassifier",
    "xgboost.sklearn.XGBRFRegressor",
    "torch.utils.data.dataset.TensorDataset",  # tensors and indices
    "torch.utils.data.dataset.ConcatDataset",
    "torch.utils.data.dataset.Subset",
    "statsmodels.tools.tools.Bunch",  # a dict whose keys are attributes too
    "lightgbm.basic.Booster",  # __setstate__ gives the text to LGBM_BoosterLoadModelFromString
    "lightgbm.sklearn.LGBMModel",
    "lightgbm.sklearn.LGBMClassifier",
    "lightgbm.sklearn.LGBMRegressor",
    "lightgbm.sklearn.LGBMRanker",
    "catboost.core.CatBoost",  # __setstate__ deserialises bytes
    "catboost.core.CatBoostClassifier",
    "catboost.core.CatBoostRegressor",
    "catboost.core.CatBoostRanker",
    "catboost.core.Pool",
    "catboost.core._CatBoostBase",
    "joblib.numpy_pickle.NumpyArrayWrapper",  # joblib.load reads the array behind it, which the walk follows
    "sklearn.externals.joblib.numpy_pickle.NumpyArrayWrapper",
    "pandas.core.internals.managers.BlockManager",
    "pandas.core.internals.managers.SingleBlockManager",
    "pandas.core.internals.BlockManager",
    "pandas.core.internals.SingleBlockManager",
    "pandas.core.frame.DataFrame",
    "pandas.core.series.Series",
)

_STORAGES: Final = " ".join(
    f"{kind}Storage"
    for kind in [
        "Byte",
        "Char",
        "Short",
        "Int",
        "Long",
        "Half",
        "Float",
        "Double",
        "Bool",
        "BFloat16",
        "ComplexFloat",
        "ComplexDouble",
        "QInt8",
        "QInt32",
        "QUInt8",
        "QUInt4x2",
        "QUInt2x4",
        "Untyped",
        "Typed",
    ]
)
_SCALARS: Final = (
    "dtype ndarray matrix generic number float16 float32 float64 longdouble float128 float96 half single double complex64 "
    "complex128 complex256 clongdouble int8 int16 int32 int64 uint8 uint16 uint32 uint64 intp uintp intc uintc short ushort "
    "longlong ulonglong byte ubyte bool bool_ str_ bytes_ string_ unicode_ void object_ datetime64 timedelta64 float_ int_ "
    "complex_ floating integer inexact signedinteger unsignedinteger complexfloating character flexible record recarray "
    "poly1d float int long ulong"
)
_UFUNCS: Final = (
    "abs absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt ceil clip conj copysign cos cosh deg2rad "
    "degrees divide equal exp exp2 expm1 fabs floor floor_divide fmax fmin fmod greater greater_equal hypot identity isfinite "
    "isinf isnan less less_equal log log10 log1p log2 logaddexp logical_and logical_not logical_or max maximum mean median min "
    "minimum mod multiply nan_to_num negative not_equal positive power rad2deg radians ravel reciprocal remainder rint round "
    "sign sin sinh sqrt square std subtract sum tan tanh true_divide trunc var"
)
_SCORES: Final = (
    "accuracy_score adjusted_mutual_info_score adjusted_rand_score average_precision_score balanced_accuracy_score "
    "brier_score_loss cohen_kappa_score completeness_score d2_absolute_error_score explained_variance_score f1_score fbeta_score "
    "fowlkes_mallows_score hamming_loss homogeneity_score jaccard_score log_loss matthews_corrcoef max_error "
    "mean_absolute_error mean_absolute_percentage_error mean_gamma_deviance mean_pinball_loss mean_poisson_deviance "
    "mean_squared_error mean_squared_log_error mean_tweedie_deviance median_absolute_error mutual_info_score ndcg_score "
    "normalized_mutual_info_score precision_score r2_score rand_score recall_score roc_auc_score root_mean_squared_error "
    "root_mean_squared_log_error top_k_accuracy_score v_measure_score zero_one_loss class_likelihood_ratios dcg_score"
)

_PYX: Final = (
    "CyLossFunction CyHalfSquaredError CyAbsoluteError CyPinballLoss CyHuberLoss CyHalfPoissonLoss CyHalfGammaLoss "
    "CyHalfTweedieLoss CyHalfTweedieLossIdentity CyHalfBinomialLoss CyHalfMultinomialLoss CyExponentialLoss"
)

_MATH: Final = (
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh degrees dist erf erfc exp exp2 expm1 fabs floor fmod frexp fsum "
    "gamma gcd hypot isclose isfinite isinf isnan lcm ldexp lgamma log log10 log1p log2 modf nextafter radians remainder sin sinh sqrt "
    "tan tanh trunc ulp"
)
_TEXT: Final = " ".join(
    f"str.{name}"
    for name in [
        "capitalize",
        "casefold",
        "count",
        "encode",
        "endswith",
        "find",
        "isalnum",
        "isalpha",
        "isdecimal",
        "isdigit",
        "islower",
        "isnumeric",
        "isspace",
        "isupper",
        "join",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rfind",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
        "zfill",
    ]
)
_FUNCTIONAL: Final = (
    "relu gelu silu elu selu leaky_relu softmax log_softmax sigmoid tanh cross_entropy mse_loss nll_loss l1_loss smooth_l1_loss "
    "binary_cross_entropy binary_cross_entropy_with_logits softplus mish hardtanh relu6"
)
_KERNELS: Final = (
    "additive_chi2_kernel chi2_kernel cosine_distances cosine_similarity euclidean_distances haversine_distances laplacian_kernel "
    "linear_kernel manhattan_distances nan_euclidean_distances polynomial_kernel rbf_kernel sigmoid_kernel"
)

# Pure functions that estimators keep as parameters. A pickle names them; one that calls them calculates while it is loaded, without a bound.
PARAMETERS: Final = {
    "builtins": "abs all any len max min round sorted sum",
    "math": _MATH,
    "numpy": _UFUNCS,
    "numpy._core._multiarray_umath": _UFUNCS,
    "numpy.core._multiarray_umath": _UFUNCS,
    "scipy.special._ufuncs": "expit logit erf gammaln xlogy boxcox inv_boxcox",
    "sklearn.feature_selection._univariate_selection": "chi2 f_classif f_oneway f_regression r_regression",
    "sklearn.feature_selection._mutual_info": "mutual_info_classif mutual_info_regression",
    "sklearn.utils.validation": "check_array",
    "sklearn.cluster._kmeans": "_kmeans_single_lloyd _kmeans_single_elkan",
    "sklearn.metrics": _SCORES,
    "sklearn.metrics._classification": _SCORES,
    "sklearn.metrics._regression": _SCORES,
    "sklearn.metrics._ranking": _SCORES,
    "sklearn.metrics.cluster._supervised": _SCORES,
    "sklearn.metrics.pairwise": _KERNELS,
    "scipy._lib.array_api_compat.numpy._aliases": "asarray",
    "torch.nn.functional": _FUNCTIONAL,
    "torch._C._nn": "gelu silu softplus mish elu_ leaky_relu hardtanh",
}
# Reconstructors, which unpickling calls.
FUNCTIONS: Final = {
    "copyreg": "_reconstructor __newobj__ __newobj_ex__",
    "_codecs": "encode",
    "logging": "getLogger",
    "numpy.core.multiarray": "_reconstruct scalar",
    "numpy._core.multiarray": "_reconstruct scalar",
    "numpy.core.numeric": "_frombuffer",
    "numpy._core.numeric": "_frombuffer",
    "numpy.core._internal": "_convert_to_stringdtype_kwargs",
    "numpy._core._internal": "_convert_to_stringdtype_kwargs",
    "numpy.ma.core": "_mareconstruct",
    "numpy.random._pickle": "__randomstate_ctor __bit_generator_ctor __generator_ctor",
    "numpy.random.bit_generator": "__pyx_unpickle_SeedSequence",
    "pandas._libs.internals": "_unpickle_block __pyx_unpickle_BlockManager __pyx_unpickle_BlockPlacement",
    "pandas._libs.arrays": "__pyx_unpickle_NDArrayBacked",
    "pandas._libs.tslibs.timestamps": "_unpickle_timestamp",
    "pandas._libs.tslibs.timedeltas": "_timedelta_unpickle",
    "pandas._libs.tslibs.nattype": "_nat_unpickle __nat_unpickle",
    "pandas._libs.tslibs.period": "_unpickle_period",
    "pandas._libs.interval": "__pyx_unpickle_Interval __pyx_unpickle_IntervalMixin",
    "pandas._libs.missing": "NA",
    "operator": "itemgetter",
    "scipy.interpolate._interpolate": "interp1d._call_linear interp1d._call_linear_np interp1d._call_nearest "
    "interp1d._call_previousnext interp1d._call_spline interp1d._call_nan_spline",
    "pandas.core.indexes.base": "_new_Index",
    "pandas.core.indexes.datetimes": "_new_DatetimeIndex",
    "pandas.core.indexes.period": "_new_PeriodIndex",
    "pandas.core.indexes.interval": "_new_IntervalIndex",
    "pandas.indexes.base": "_new_Index",
    "sklearn.metrics._dist_metrics": "newObj",
    "sklearn.neighbors._dist_metrics": "newObj",
    "sklearn.neighbors.dist_metrics": "newObj",
    "sklearn.neighbors._kd_tree": "newObj",
    "sklearn.neighbors._ball_tree": "newObj",
    "scipy.sparse._csr": "csr_matrix csr_array",
    "catboost.core": "_load_from_stream",
    "torch._utils": "_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter _rebuild_parameter_with_state "
    "_rebuild_sparse_tensor _rebuild_qtensor _rebuild_meta_tensor_no_storage _rebuild_device_tensor_from_numpy "
    "_rebuild_device_tensor_from_cpu_tensor _rebuild_nested_tensor _rebuild_wrapper_subclass",
    "torch._tensor": "_rebuild_from_type_v2",
    "torch.serialization": "_get_layout",
    # What TorchScript's own pickles are made of (torch/jit/_pickle.py): lists and tensors of one type.
    "torch.jit._pickle": "build_boollist build_doublelist build_intlist build_tensor_from_id build_tensorlist restore_type_tag",
    "sklearn._loss._loss": " ".join(f"__pyx_unpickle_{name} {name}" for name in _PYX.split()),
    "sklearn.linear_model._sgd_fast": "Hinge SquaredHinge Log SquaredLoss Huber EpsilonInsensitive SquaredEpsilonInsensitive "
    "ModifiedHuber Classification Regression LossFunction",
    "sklearn.linear_model.sgd_fast": "Hinge SquaredHinge Log SquaredLoss Huber EpsilonInsensitive SquaredEpsilonInsensitive "
    "ModifiedHuber Classification Regression LossFunction",
}
# Classes and constants of Python and of modules that are not walked.
_BUILTINS: Final = (
    "bool int long float complex str unicode bytes bytearray list tuple set frozenset dict object slice range xrange Ellipsis "
    "NotImplemented Exception ValueError TypeError KeyError IndexError RuntimeError AttributeError ArithmeticError "
    "ZeroDivisionError UserWarning Warning FutureWarning DeprecationWarning RuntimeWarning StopIteration AssertionError EOFError "
    "ImportError LookupError MemoryError ModuleNotFoundError NameError NotImplementedError OSError OverflowError RecursionError "
    "ReferenceError StopAsyncIteration TimeoutError UnicodeDecodeError UnicodeEncodeError UnicodeError FileNotFoundError PermissionError"
)
VALUES: Final = {
    "builtins": f"{_BUILTINS} {_TEXT}",
    "collections": "OrderedDict defaultdict deque Counter ChainMap UserDict UserList UserString",
    "functools": "partial",  # holds a name and arguments; a call of it is flagged by the walk
    "datetime": "date datetime time timedelta timezone",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "uuid": "UUID SafeUUID",
    "pathlib": "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath",
    "pathlib._local": "PosixPath WindowsPath PurePosixPath PureWindowsPath",
    "zoneinfo": "ZoneInfo ZoneInfo._unpickle",
    "pytz": "_UTC _p",
    "dateutil.tz.tz": "tzutc",
    "array": "array _array_reconstructor",
    "ipaddress": "IPv4Address IPv4Network IPv6Address IPv6Network",
    "types": "SimpleNamespace",
    "_io": "BytesIO StringIO",
    "io": "BytesIO StringIO",
    "re": "_compile RegexFlag",
    "_codecs": "encode",
    "random": "Random",
    "copy_reg": "_reconstructor",
    "numpy": _SCALARS,
    "numpy.ma.core": "MaskedArray MaskedConstant mvoid",
    "numpy.ma": "MaskedArray",
    "numpy.matrixlib.defmatrix": "matrix",
    "numpy.rec": "recarray record",
    "numpy.core.records": "recarray record",
    "numpy.random.mtrand": "RandomState",
    "numpy.random._generator": "Generator",
    "pandas._libs.tslibs.nattype": "NaTType",
    "pandas._libs.missing": "NAType",
    "pandas._libs.tslib": "Timestamp Timedelta NaTType",
    "pandas._libs.interval": "Interval",
    "pandas._libs.tslibs.period": "Period",
    "pandas.core.resample": "TimeGrouper",
    "pandas": "NA NaT DataFrame Series Index Timestamp Timedelta Period Interval RangeIndex MultiIndex DatetimeIndex CategoricalDtype "
    "Categorical CategoricalIndex TimedeltaIndex PeriodIndex IntervalIndex",
    "sklearn.utils": "Bunch",
    "sklearn.utils._bunch": "Bunch",
    "sklearn.datasets.base": "Bunch",
    "sklearn.datasets._base": "Bunch",
    "torch": f"{_STORAGES} Size Tensor Generator device dtype float16 float32 float64 half float double bfloat16 int8 int16 int32 "
    "int64 short int long uint8 uint16 uint32 uint64 bool complex64 complex128 qint8 quint8 qint32 strided sparse_coo sparse_csr per_tensor_affine "
    "per_channel_affine contiguous_format channels_last preserve_format float8_e4m3fn float8_e5m2",
    "torch.cuda": _STORAGES,
    "torch.storage": "_load_from_bytes UntypedStorage TypedStorage _LegacyStorage _UntypedStorage _TypedStorage",
    "torch._tensor": "Tensor",
    "torch.nn.parameter": "Parameter Buffer UninitializedParameter",
    # Hooks of layers that wait for their first input: kept, and called when it comes.
    "torch.nn.modules.linear": _hooks("LazyLinear"),
    "torch.nn.modules.conv": _hooks(*(f"Lazy{kind}{n}d" for kind in ("Conv", "ConvTranspose") for n in (1, 2, 3))),
    "torch.nn.modules.batchnorm": _hooks(*(f"LazyBatchNorm{n}d" for n in (1, 2, 3))),
    "torch.nn.modules.instancenorm": _hooks(*(f"LazyInstanceNorm{n}d" for n in (1, 2, 3))),
    "torch.utils.hooks": "RemovableHandle",
    "torch._dynamo.decorators": "_DimRange",  # with the next, what jagged tensors are made of
    "torch.nested._internal.nested_tensor": "NestedTensor _rebuild_njt",
    "tokenizers": "AddedToken",
    "torch.nn.backends.thnn": "_get_thnn_function_backend",
    "transformers.trainer_utils": "IntervalStrategy SchedulerType HubStrategy EvaluationStrategy SaveStrategy FSDPOption",
    "transformers.training_args": "OptimizerNames ParallelMode",
    "math": "inf nan pi e tau",
    "dateutil.relativedelta": "relativedelta",
    # Data only: their states are Arrow's bytes. Expressions and lazy frames may hold functions by value.
    "polars.dataframe.frame": "DataFrame",
    "polars.series.series": "Series",
    "polars.schema": "Schema",
    "polars.datatypes.classes": "Array Binary Boolean Categorical Date Datetime Decimal Duration Enum Field Float32 Float64 Int8 Int16 Int32 Int64 "
    "Int128 List Null String Struct Time UInt8 UInt16 UInt32 UInt64 Unknown Utf8",
    "pyarrow.lib": "timestamp time32 time64 duration list_ large_list struct map_ dictionary decimal128 decimal256 scalar KeyValueMetadata type_for_alias _restore_array py_buffer chunked_array ChunkedArray _reconstruct_table _reconstruct_record_batch field schema",
}
