"""Where earlier releases had what stands elsewhere today: files outlive releases."""

from __future__ import annotations

from typing import Final

# (where a name stands today, where an earlier release had it).
_OLD_SKLEARN: Final = {
    "ensemble": "bagging base forest iforest voting weight_boosting",
    "feature_extraction": "hash",
    "linear_model": "base bayes coordinate_descent huber least_angle logistic omp passive_aggressive perceptron ransac ridge "
    "stochastic_gradient theil_sen",
    "mixture": "base gaussian_mixture bayesian_mixture",
    "feature_selection": "base from_model rfe univariate_selection variance_threshold",
    "gaussian_process": "gpc gpr",
    "neighbors": "base classification graph kd_tree ball_tree kde lof nca nearest_centroid regression unsupervised",
    "neural_network": "multilayer_perceptron rbm",
    "preprocessing": "data label encoders function_transformer",
    "semi_supervised": "label_propagation",
    "svm": "base classes",
    "decomposition": "dict_learning factor_analysis incremental_pca kernel_pca nmf pca sparse_pca truncated_svd",
    "cluster": "birch spectral bicluster",
    "covariance": "elliptic_envelope",
    "manifold": "isomap locally_linear mds t_sne",
    "compose": "column_transformer target",
    "model_selection": "search split",
}
MOVED: Final = (
    *(
        (rf"^sklearn\.{package}\._{m}$", f"sklearn.{package}.{m}")
        for package, ms in _OLD_SKLEARN.items()
        for m in ms.split()
    ),
    (r"^sklearn\.tree\._classes$", "sklearn.tree.tree"),
    (r"^sklearn\.ensemble\._gb$", "sklearn.ensemble.gradient_boosting"),
    (r"^sklearn\.cluster\._kmeans$", "sklearn.cluster.k_means_"),
    (r"^sklearn\.cluster\._dbscan$", "sklearn.cluster.dbscan_"),
    (r"^sklearn\.cluster\._agglomerative$", "sklearn.cluster.hierarchical"),
    (r"^sklearn\.cluster\._mean_shift$", "sklearn.cluster.mean_shift_"),
    (r"^sklearn\.cluster\._affinity_propagation$", "sklearn.cluster.affinity_propagation_"),
    (r"^sklearn\.decomposition\._fastica$", "sklearn.decomposition.fastica_"),
    (r"^sklearn\.decomposition\._lda$", "sklearn.decomposition.online_lda"),
    (r"^sklearn\.cross_decomposition\._pls$", "sklearn.cross_decomposition.pls_"),
    (r"^sklearn\.covariance\._robust_covariance$", "sklearn.covariance.robust_covariance"),
    (r"^sklearn\.covariance\._empirical_covariance$", "sklearn.covariance.empirical_covariance_"),
    (r"^sklearn\.covariance\._graph_lasso$", "sklearn.covariance.graph_lasso_"),
    (r"^sklearn\.covariance\._shrunk_covariance$", "sklearn.covariance.shrunk_covariance_"),
    (r"^sklearn\.manifold\._spectral_embedding$", "sklearn.manifold.spectral_embedding_"),
    (r"^sklearn\.impute\._base$", "sklearn.impute"),
    (r"^sklearn\.metrics\._scorer$", "sklearn.metrics.scorer"),
    (r"^numpy\._core(\..*)?$", r"numpy.core\1"),
    (r"^scipy\.sparse\._(csr|csc|coo|bsr|dia|dok|lil)$", r"scipy.sparse.\1"),
    (r"^scipy\.spatial\._ckdtree$", "scipy.spatial.ckdtree"),
    (r"^scipy\.interpolate\._(bsplines|fitpack2|interpolate|polyint|cubic|ndgriddata)$", r"scipy.interpolate.\1"),
    (r"^scipy\.optimize\._optimize$", "scipy.optimize.optimize"),
)
