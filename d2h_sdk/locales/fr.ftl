### Les mots de la bibliothèque de l'espace de travail. Chaque refus dit ce qui s'est passé, quoi faire, à qui demander.

## Libellés

label-user = Personne
label-project = Projet
label-ends = Fin
label-sites = Établissements
label-airlock = Page du sas
label-what = Quoi
label-value = Valeur
label-dataset = Jeu de données
label-table = Table
label-column = Colonne
label-columns = Colonnes
label-type = Type
label-meaning = Sens
label-mode = Mode
label-request = Demande
label-title = Titre
label-state = État
label-turn = Tour
label-files = Fichiers
label-file = Fichier
label-where = Où
label-severity = Résultat
label-finding = Constat, et quoi faire
label-sources = Source
label-row = Ligne
fix-cost-cells = { $after } cases sur { $before } restent.
fix-cost-value = Ce qui est masqué vaut { $hidden } : { $share } % du tableau.
fix-cost-persons = Les cases masquées comptent { $hidden } personnes : { $share } % du tableau.
fix-cost-gap = Aucun choix de cases masquées ne coûte moins, à { $gap } % près.
fix-cost-distance = Valeurs affichées et vraies s'écartent de { $mean } en moyenne, de { $largest } au plus ; de { $share } % de la vraie valeur en moyenne.
fix-cost-bins = { $after } classes au lieu de { $before }.
fix-cost-steps = { $after } temps au lieu de { $before }.
fix-cost-columns = Laissées de côté, car nul ne sait ce qu'elles disent : { $columns }.
fix-certificate-linear = Preuve : l'audit des équations du tableau laisse à { $cells ->
    [one] la case sensible
   *[other] chacune des { $cells } cases sensibles
} un intervalle, large de { $narrowest } au moins (un effectif masqué doit garder { $protection } valeurs possibles). Puis tous les contrôles ont jugé le tableau de nouveau, avec les autres et les sorties antérieures.
fix-certificate-linear-free = Preuve : aucune équation du tableau ne dit rien de ses { $cells } cases sensibles. Puis tous les contrôles ont jugé le tableau de nouveau, avec les autres et les sorties antérieures.
fix-certificate-linear-open = Cette réparation ne tient pas : des équations du tableau, { $exact } cases se déduisent exactement, { $narrow } de trop près, et { $insiders } par une personne seule dans une autre. Choisissez une autre méthode, ou des groupes plus larges.
fix-certificate-together = Ces tableaux ont été audités et masqués comme un seul, avec ce qui est déjà sorti : { $tables }.
fix-certificate-bins = Chacune des { $bins } classes compte zéro ou au moins { $threshold } personnes.
fix-certificate-steps = Entre deux des { $steps } temps, personne ou au moins { $threshold } personnes sortent, et autant sont à risque à chacun et après.
fix-certificate-average = Preuve : chaque centile affiché est la moyenne de { $around } valeurs voisines, et aucune somme ni différence de telles moyennes d'un même groupe ne rend une valeur seule. Les contrôles jugeront le tableau une fois ajouté.
fix-more-cells = Et { $cells } cases de plus.
fix-still-blocks = Ces réparations faites, ceci bloquerait encore :
fix-certificate-noise = Chaque effectif porte un bruit de { $deviation } personnes au plus (variance { $variance }, sans biais), le même pour les mêmes personnes dans chaque tableau : répéter un tableau ou en comparer deux apprend peu ; aucun effectif de 1 à { $small } ne sort, les zéros restent. Les totaux ne s'additionnent plus, et le bruit n'est pas une preuve : qui connaît toutes les personnes d'une case sauf une apprend encore quelque chose.
fix-why-perturb = Chaque effectif porte le bruit que ses personnes ont toujours.
fix-secondary = Sinon, les totaux rendraient une autre case masquée.
fix-why-round = Chaque effectif est arrondi : aucun ne dit ses dernières personnes.
fix-why-midpoint = Chaque effectif devient le milieu d'un pas de même largeur.
fix-why-average = Une valeur seule est celle d'une personne ; la moyenne de ses voisines n'est celle de personne.
fix-apply = Rien n'a encore changé. fix = d2h.outputs.check().fix(…), puis fix.apply(), met ces tables à la place des premières et les contrôle de nouveau.
fix-nothing = Rien ne bloque : il n'y a rien à masquer.
fix-by-hand = Cette réparation n'aide pas ici. Corrigez ce qui est dit ci-dessus, ajoutez de nouveau les fichiers, puis d2h.outputs.check().
repair-does-not-apply = La réparation « { $method } » ne s'applique pas à ce qui bloque ici. Celles-ci s'appliquent : { $methods }. Tapez d2h.outputs.check().fix("…") avec l'une d'elles.
repair-unreadable = Ce tableau ne peut pas être réparé tel quel : ce n'est pas un simple CSV avec une ligne d'en-têtes, ou il dépasse { $cells } cases. Regroupez davantage, ou enregistrez-le de nouveau avec d2h.outputs.table.
repair-no-table = Seuls les tableaux ajoutés par d2h.outputs.table, et ceux qui appuient une figure, peuvent être réparés.
repair-names-no-cell = Ce qui bloque ici n'est dans aucune case à part : changer des cases n'y fait rien.
repair-figure = Ce sont les nombres de la figure { $figure }, qui les montre aussi. Dessinez-la à partir d'un tableau plus grossier, et ajoutez-la de nouveau.
repair-too-few = Même tous ensemble, ils sont trop peu : { $persons } personnes, il en faut au moins { $threshold }. Laissez ce tableau de côté, ou prenez plus de personnes.
repair-persons-repeat = Une personne peut figurer dans plusieurs classes : nul ne sait combien deux classes en comptent ensemble. Dessinez l'histogramme avec des classes plus larges.
repair-solver = La recherche de cases à masquer n'a pas abouti. Essayez un tableau plus grossier, ou fix("round").
repair-needs-records = La moyenne de valeurs voisines demande les données : tapez d2h.outputs.check().fix("average", data=…) dans le carnet.
repair-not-offered = Le bruit n'est pas offert à ce projet : son profil ne dit rien de perturbation. Choisissez une autre réparation.
repair-no-cell-keys = Ce tableau a été fait sans les clés dont le bruit est tiré. Faites-le par d2h.outputs.crosstab(…, persons=…, cell_keys=True) et ajoutez-le de nouveau.
perturbation-impossible = Le bruit que demande le profil est impossible : au plus { $deviation }, variance { $variance }, aucun effectif de 1 à { $small }. Le premier doit dépasser le dernier ; demandez à votre administrateur.
cell-keys-persons = Les clés de cases viennent des pseudonymes : donnez-les, persons=data["person_id"].
repair-other-session = Ce fichier a été ajouté avant le redémarrage du noyau. Refaites-le et ajoutez-le de nouveau, puis tapez fix("average", data=…).
repair-method-unknown = Il n'y a pas de réparation « { $method } ». Il y a : { $methods }.
average-data-missing = Donnez les données dont viennent les quantiles : fix("average", data=…).
average-column-missing = Le tableau donné n'a pas de colonne « { $column } », dont vient la sortie.
average-other-data = { $name } vient de { $rows } valeurs dans l'un de ses groupes ; les données fournies en ont { $found }. Donnez exactement celles dont il est fait.
average-nothing = Aucune case de { $name } n'est connue comme un quantile. Faites le tableau avec d2h.outputs.percentiles ou describe.
label-before = Avant
label-after = Après
label-why-changed = Pourquoi elle change
session-title = Votre espace de travail D2H
datasets-title = Ce que votre projet peut lire
days-left = { $days ->
    [0] dernier jour, ou terminé
    [one] encore 1 jour
   *[other] encore { $days } jours
}
no-site = aucun
search-title = « { $text } » dans ce que votre projet peut lire : { $count } { $count ->
    [one] résultat
   *[other] résultats
}
search-nothing = Rien de ce que votre projet peut lire ne contient ces mots. La page du catalogue, sur le hub, cherche dans tout ce que publient les établissements.
nothing-approved = Rien n'est encore autorisé pour ce projet. Demandez au responsable des données de chaque établissement de signer l'autorisation, ou à votre administrateur où elle en est.
rows-filtered = une partie des lignes
mode-records = données individuelles
mode-aggregates = agrégats seulement : d2h.aggregate()
rows = lignes
survival-axis = Survie
cumulative-hazard-axis = Risque cumulé
sites-missing = Il MANQUE au résultat les lignes de : { $sites }. Dites-le partout où vous l'utilisez, ou relisez sans on_site_error="skip".

## L'espace de travail et son accès

not-in-workspace = Ce Python ne tourne pas dans un espace de travail D2H : { $path } n'existe pas. Ouvrez le notebook depuis l'espace de travail de votre projet.
session-unreadable = La description de l'espace de travail, { $path }, est illisible. Arrêtez l'espace de travail et relancez-le ; si cela persiste, prévenez votre administrateur.
access-away = Le service d'accès ne répond pas. Réessayez dans une minute ; si cela dure, prévenez votre administrateur.
access-fault = Le service d'accès est en panne (statut { $status }). Réessayez dans une minute ; si cela dure, prévenez votre administrateur.
access-answer-unreadable = La réponse du service d'accès est illisible. Prévenez votre administrateur : l'espace de travail et les services n'ont peut-être pas la même version.
access-expired = Votre accès a pris fin. Relancez la cellule ; si cela persiste, le projet est peut-être suspendu ou terminé : demandez à son responsable.
access-invalid = Votre accès n'a pas été reconnu. Relancez l'espace de travail ; si cela persiste, prévenez votre administrateur.
access-other-door = Le jeton d'accès a été fait pour un autre espace de travail. Demandez-en un là où vous l'utilisez.
access-replayed = Le jeton d'accès a déjà servi sur une autre connexion. Demandez-en un nouveau.
clocks-apart = Les horloges du hub et de { $title } diffèrent de plus de { $seconds } secondes : rien n'est répondu. Prévenez votre administrateur : les deux machines ont besoin d'un service de temps.
code-unknown = Refusé, avec le code « { $code } » ({ $details }), que cette version de la bibliothèque ne sait pas dire. Donnez ce code à votre administrateur.

## Appels à corriger

site-unknown = Votre projet n'a pas d'établissement « { $site } ». Les siens : { $known }.
no-site-in-session = Aucun établissement ne participe encore à votre projet. Demandez aux responsables des données de signer l'autorisation, puis relancez l'espace de travail.
search-empty = Dites quoi chercher : d2h.datasets().search("créatinine").
table-not-approved = Aucun établissement n'a autorisé la table « { $table } » pour votre projet. Autorisées : { $known }. Pour la lire, demandez au responsable du projet de la faire ajouter à l'autorisation.
dataset-ambiguous = La table « { $table } » existe dans plusieurs jeux de données ({ $known }) : nommez-en un, par exemple dataset="…".
request-not-understood = Cette requête est mal formée ({ $place }). Les noms de tables et de colonnes sont en minuscules, chiffres, _ et - ; d2h.aggregate groupe selon trois colonnes au plus.
federated-fit = régression { $family } de { $table }, { $sites } établissements, { $persons } personnes, { $iterations } itérations
federated-edges-not-rising = Les bornes d'un histogramme sont au moins deux, et croissent.
federated-no-shared-steps = Les établissements n'ont en commun aucun temps où assez de personnes ont eu l'événement. Demandez des temps moins nombreux, plus grossiers.
federated-not-converged = L'ajustement ne s'est pas fixé en { $rounds } échanges. Une catégorie sépare peut-être les issues : prenez moins de covariables, ou une pénalité.
federated-one-site = Une méta-analyse demande deux établissements qui répondent.
federated-penalty-wrong = Une pénalité vaut 0 ou plus.
federated-quantile-outside = Les quantiles sont entre 0 et 1, bornes exclues.
federated-two-columns = Une corrélation demande deux colonnes.
models-ties-unknown = ties vaut « efron » ou « breslow », pas « { $given } ».
models-column-unknown = Le tableau n'a pas de colonne { $column }.
models-column-not-number = La colonne { $column } n'est pas un nombre. Transformez d'abord les catégories en 0 et 1 : pandas.get_dummies(df, drop_first=True, dtype=float).
models-value-missing = La colonne { $column } a des valeurs manquantes ou infinies. Écartez ces lignes, ou remplissez-les.
models-column-constant = { $column } n'a qu'une valeur. Laissez cette colonne de côté.
models-duration-negative = Une durée est négative : comptez chacune depuis l'entrée de la personne.
models-lengths-differ = Il y a { $durations } durées et { $events } événements : un de chaque par personne, une personne au moins.
models-no-event = Aucune ligne n'a l'événement ({ $column }).
models-not-converged = L'ajustement ne s'est pas fixé : deux covariables disent peut-être la même chose, ou l'une sépare les événements. Laissez-en une de côté, ou prenez un penalizer.
sites-disagree = Les établissements donnent une colonne dans des types incompatibles ({ $detail }). Lisez les établissements un par un, avec sites="…", et accordez la colonne vous-même.
frame-kind-unknown = as_ vaut "pandas", "arrow" ou "polars", pas « { $given } ».
polars-missing = polars n'est pas installé ici. Utilisez as_="pandas" ou as_="arrow".
sql-not-text = d2h.sql prend un texte ou une expression ibis, pas { $type }. Exemple : d2h.sql("select count(*) as n from person")
ibis-missing = ibis n'est pas installé ici. Écrivez la requête en texte, ou demandez à votre administrateur d'ajouter ibis-framework à l'espace de travail.
ibis-not-translated = ibis ne sait pas écrire cette expression en SQL ({ $detail }). Simplifiez-la, ou écrivez la requête en texte.
on-site-error-unknown = on_site_error vaut "raise" ou "skip", pas « { $given } ».
where-not-a-list = where est une liste de tuples, ou un dict : [("year_of_birth", ">=", 1950)]. Reçu : { $given }
where-not-understood = Cette condition n'est pas comprise : { $given }. Écrivez ("colonne", "opérateur", valeur).
where-operator-unknown = L'opérateur « { $operator } » est inconnu. Connus : { $known }.
where-value-missing = La condition sur { $column } ({ $operator }) ne compare à rien. Pour les valeurs vides, écrivez ("{ $column }", "is null").
where-value-type = La condition sur { $column } a une valeur de type { $type }. Donnez un nombre, un texte, une date ou un booléen.
where-list-empty = La liste pour { $column } est vide, aucune ligne ne conviendrait. Vérifiez comment elle a été faite.

## Établissements

site-away = { $title } ne répond pas en ce moment. Réessayez dans une minute, lisez les autres avec sites=[…], ou donnez on_site_error="skip" en sachant que ses lignes manqueront. Si cela dure, prévenez votre administrateur.
site-broke-off = { $title } s'est interrompu au milieu de sa réponse ; rien n'en a été gardé. Relancez la cellule ; si cela recommence, demandez moins de colonnes ou de lignes.
site-certificate-wrong = Ce qui répond à la place de { $title } ne présente pas le certificat de cet établissement : rien n'a été lu. Prévenez votre administrateur tout de suite.
site-fault = { $title } a échoué en répondant. Réessayez ; si cela dure, prévenez votre administrateur, avec l'heure et la table.
no-permit-at-site = { $title } n'a pas d'autorisation en vigueur pour votre projet. Son responsable des données la signe : demandez au responsable du projet où elle en est, ou lisez les autres établissements avec sites=[…].

## Sorties : appels à corriger

no-draft = Aucune demande n'est ouverte. Commencez-en une : d2h.outputs.draft("titre", "à quoi elle sert").
not-a-table = Une table est un DataFrame de pandas, pas { $type }.
name-suffix = Le nom « { $name } » ne convient pas : ce fichier finit par { $suffix }, ou se nomme sans extension.
persons-shape = persons a la forme { $given } ; le corps de la table est { $wanted }. Donnez un tableau de cette forme, un nombre par ligne, un nombre pour tous, ou "cells".
persons-not-understood = persons contient « { $given } », qui n'est pas un nombre de personnes. Donnez des nombres entiers, ou "cells" quand les cases comptent des personnes.
r-column-class = La colonne « { $column } » est de la classe R { $given }, qui n'est pas une colonne de tableau ici. Retirez-la, ou faites-en un texte, un nombre ou une date.
r-made-elsewhere = Ce tableau a été produit avant que R ou son Python ne redémarre : on ne sait plus qui est derrière. Produisez-le à nouveau, puis ajoutez-le.
persons-length = persons= a { $persons } valeurs pour { $rows } lignes. Donnez-en une par ligne : la colonne des identifiants des personnes, des mêmes données.
nothing-to-draw = Il n'y a rien à dessiner : aucune valeur, ou aucun groupe qui en ait assez. Regroupez davantage.
test-unknown = « { $test } » n'est pas un test de scipy.stats qui puisse se lire. Prenez son nom, comme dans d2h.outputs.hypothesis_test("ttest_ind", a, b).
too-few-to-predict = { $positives } positifs et { $negatives } négatifs sont trop peu pour une courbe : au moins { $least } de chaque.
negative-amounts = Des montants sont négatifs : un total n'a pas de part négative. Retirez ces lignes, ou prenez leur grandeur.
too-few-contributors = { $persons } personnes sont trop peu pour une courbe : il en faut au moins { $least }.
weights-negative = Les poids de { $column } sont négatifs. Un poids dit combien de personnes une ligne représente.
evidence-not-recorded = evidence= ({ $type }) n'est pas une table faite par d2h.outputs depuis le démarrage de ce noyau, ou il n'en reste rien dans celle-ci. Refaites-la, ou dites les personnes avec persons=.
evidence-not-understood = evidence= a un champ qui n'est pas compris : { $field }.
suppress-nothing-numeric = Cette table n'a aucune colonne de nombres : il n'y a rien à masquer.
suppress-not-counts = Le masquage vaut pour des effectifs : des nombres entiers à partir de 0. Pour des moyennes ou des sommes, retirez plutôt les groupes de trop peu de personnes.
model-not-understood = Un objet { $type } n'est pas compris comme un modèle. Donnez un modèle ajusté de lifelines, de statsmodels, un modèle linéaire de scikit-learn, ou un DataFrame d'une ligne par coefficient.
survival-not-fitted = Un objet { $type } n'est pas un KaplanMeierFitter ajusté de lifelines. Ajustez-en un, ou donnez un dict de libellés et de courbes.
survival-weighted = Cette courbe a été ajustée avec des poids : on ne peut pas compter les personnes qui sortent. Ajustez-la sans poids.
survival-late-entries = Cette courbe a des entrées tardives : ses marches ne peuvent pas être fusionnées sans risque. Ajustez-la sans l'argument entry.
survival-too-few = Seulement { $persons } personnes au départ ; il en faut au moins { $threshold } pour une courbe.
figure-without-data = Une figure ne sort qu'avec les nombres qu'elle montre : donnez data=, le DataFrame derrière « { $name } ».
figure-not-understood = Un objet { $type } n'est pas une figure. Donnez une figure ou des axes de matplotlib.
file-unreadable = Le fichier { $path } ne peut pas être lu. Vérifiez le chemin, relatif au dossier du notebook.
notebook-unreadable = { $path } n'est pas un notebook au format 4. Enregistrez-le dans JupyterLab, puis réessayez.

## Sorties : les demandes, comme leur auteur les lit

requests-title = Demandes de votre projet
no-request = Aucune demande pour l'instant. Commencez-en une : d2h.outputs.draft("titre", "à quoi elle sert").
draft-words-missing = Une demande a besoin d'un titre et d'un contexte : à quoi servent les résultats, et ce que les vérificateurs doivent savoir pour en juger.
file-added = { $name } ({ $kilobytes } ko) est dans la demande
picture-stripped = Les métadonnées de l'image n'ont pas été ajoutées ({ $parts }) ; votre fichier les garde.
checks-passed = { $count ->
    [one] { $count } contrôle réussi
   *[other] { $count } contrôles réussis
}
not-checked-yet = pas encore contrôlé
severity-pass = conforme
severity-review = à examiner
severity-block = bloquant
place-member = dans
place-part = partie
place-table = tableau
place-key = propriété
place-trace = série
place-row = ligne
place-column = colonne
place-cell = cellule
place-line = ligne de code
place-position = position
place-page = page
place-sheet = feuille
state-DRAFT = brouillon
state-CHECKING = contrôles automatiques en cours
state-BLOCKED = bloquée par les contrôles automatiques
state-SUBMITTED = chez les vérificateurs
state-CONSOLIDATION = chez les vérificateurs, dont les avis diffèrent
state-RETURNED = renvoyée, des changements sont demandés
state-APPROVED = acceptée, sortie en cours
state-RELEASED = sortie
state-REJECTED = refusée
state-WITHDRAWN = retirée
state-REVOKED = révoquée après la sortie
next-submit = Rien ne bloque. Relisez avec les yeux d'un vérificateur, puis d2h.outputs.submit().
next-DRAFT = Corrigez ce qui bloque, ajoutez de nouveau les fichiers sous les mêmes noms, puis d2h.outputs.check(). Quand rien ne bloque : d2h.outputs.submit().
next-CHECKING = Attendez un instant, puis d2h.outputs.status().
next-BLOCKED = Personne n'a encore été sollicité. Corrigez ce qui bloque, ajoutez de nouveau les fichiers sous les mêmes noms, puis d2h.outputs.submit().
next-SUBMITTED = Les vérificateurs décident, chacun de son côté. Suivez avec d2h.outputs.status(), ou sur { $page }
next-CONSOLIDATION = Les vérificateurs se lisent et donnent leurs avis définitifs. Suivez avec d2h.outputs.status(), ou sur { $page }
next-RETURNED = Lisez les commentaires, corrigez, ajoutez de nouveau les fichiers sous les mêmes noms, puis d2h.outputs.submit().
next-APPROVED = Le paquet se prépare. Regardez de nouveau dans un instant avec d2h.outputs.status().
next-RELEASED = Retirez le paquet signé depuis votre propre navigateur : { $page }
next-REJECTED = Cette demande est close. Lisez les commentaires ; un autre résultat demande une nouvelle demande.
next-WITHDRAWN = Cette demande est close ; rien n'en est sorti.
next-REVOKED = La sortie a été reprise. N'utilisez plus le paquet ; le motif est sur { $page }
finding-unknown = Le contrôle « { $rule } » a trouvé quelque chose que cette version de la bibliothèque ne sait pas dire ({ $details }). Demandez à vos vérificateurs.
airlock-away = Le sas ne répond pas. Vos fichiers sont toujours là : réessayez dans une minute ; si cela dure, prévenez votre administrateur.
airlock-answer-unreadable = Le sas est en panne (statut { $status }). Vos fichiers sont toujours là : réessayez dans une minute ; si cela dure, prévenez votre administrateur.

## Ce que répond la gouvernance

access-missing = La requête ne portait pas de jeton d'accès. Redémarrez le noyau ; si cela persiste, prévenez votre administrateur.
credential-missing = L'espace de travail n'a pas présenté de justificatif { $scheme }. Relancez-le ; si cela persiste, prévenez votre administrateur.
database-busy = Le service d'accès est occupé. Relancez la cellule dans un instant.
hub-token-invalid = Le hub ne connaît plus cet espace de travail. Arrêtez-le et relancez-le depuis la page du hub.
hub-token-not-a-server = Ce jeton n'est pas celui d'un espace de travail. Travaillez depuis celui de votre projet, sans changer JUPYTERHUB_API_TOKEN.
hub-token-too-broad = Ce jeton ouvre plus d'un espace de travail, il n'est pas accepté ici. Travaillez sans changer JUPYTERHUB_API_TOKEN.
hub-unreachable = Le hub ne répond pas, l'accès ne peut pas être renouvelé. Réessayez dans une minute ; si cela dure, prévenez votre administrateur.
no-permit-in-force = Aucun établissement n'a d'autorisation en vigueur pour le projet { $project }. Les responsables des données la signent : demandez au responsable du projet où elle en est.
replay-permit-over = L'autorisation de l'établissement { $site } n'est plus celle sous laquelle les résultats ont été soumis : soumettez-les à nouveau.
replay-ticket-over = Le temps de ce rejeu est écoulé.
replay-not-offered = Cette installation ne propose pas de rejeu : demandez à ses administrateurs.
replay-notebook-missing = Cette demande n'a pas de carnet à rejouer : ajoutez-le avec d2h.outputs.notebook.
replay-notebook-several = Un rejeu demande un seul carnet, et cette demande en a plusieurs : { $files }. N'en laissez qu'un.
replay-under-way = Un rejeu de cette soumission est déjà en cours : attendez-le.
replay-too-many = Une soumission se rejoue { $limit } fois au plus.
replay-dropped = La demande a avancé avant la fin du rejeu : il a été abandonné.
replay-not-started = Le rejeu n'a pas pu partir pendant deux heures. Prévenez les administrateurs (journal replays.log), puis redemandez-le.
replay-lost = Le rejeu est perdu : son conteneur ou le programme qui le surveille a disparu. Redemandez-le.
replay-unreadable = Ce que le rejeu a produit n'a pas pu être lu : le carnet l'a peut-être abîmé.
replay-too-large = Le carnet a produit plus qu'un rejeu ne peut rendre.
replay-image = L'image de confiance { $image } des espaces de travail manque. Prévenez les administrateurs.
replay-order-malformed = Le rejeu n'a pas pu être demandé tel quel ({ $where }). Prévenez les administrateurs.
replay-notebook-fault = { $cell ->
    [0] Le carnet n'a pas pu être exécuté jusqu'au bout ({ $error }).
   *[other] Le carnet s'est arrêté à la cellule { $cell } ({ $error }).
}
replay-stopped-time = Le carnet ne s'arrêtait pas de lui-même : il a été arrêté après { $seconds } secondes.
replay-stopped-memory = Le carnet a pris toute la mémoire permise : il a été arrêté après { $seconds } secondes.
replay-stopped-access = Le projet ou l'une de ses autorisations a pris fin pendant l'exécution : le carnet a été arrêté après { $seconds } secondes.
replay-stopped-broken = Le conteneur du rejeu s'est cassé après { $seconds } secondes. Redemandez-le.
replay-asked = Rejeu : il attend les contrôles, puis part tout seul.
replay-running = Rejeu : la plateforme exécute de nouveau le carnet.
replay-done = Rejeu : le carnet est allé jusqu'au bout ; { $same } fichiers sur { $files } sont reproduits.
replay-failed = Rejeu : { $reason }
replay-reason-unknown = il n'est pas allé jusqu'au bout ({ $code }).
replay-verdict-differs = { $file } diffère en { $count } endroits
replay-verdict-missing = { $file } n'est pas produit par le carnet
replay-verdict-not-comparable = { $file } n'est pas le même, et rien ne sait le comparer
finding-replay-not-checked = Un rejeu : les contrôles ont eu lieu à la soumission.
    .do = { -nothing }
not-a-member = { $user } n'est pas membre du projet { $project }. Demandez à son responsable de vous ajouter ; les établissements signent ensuite la nouvelle liste.
training-lacking = Une formation que demande votre rôle manque, ou son attestation a pris fin : { $kinds }. Remettez-en une valable à vos administrateurs.
project-expired = Le projet { $project } a pris fin le { $ends }. Son responsable peut demander une prolongation à l'administrateur.
project-not-active = Le projet { $project } n'est pas actif : brouillon, suspendu ou clos. Demandez à son responsable, ou à votre administrateur, pourquoi et jusqu'à quand.
project-step-over = Un avis ou une référence sur lesquels repose le projet { $project } valaient jusqu'au { $until }. Demandez la suite à son responsable ou à votre administrateur.
access-review-over = Les accès au projet { $project } devaient être confirmés avant le { $due }. Demandez-le à votre administrateur.
project-not-started = Le projet { $project } commence le { $starts }. Rien ne peut être lu avant.
project-unknown = Le projet { $project } n'est plus connu. Demandez à votre administrateur.
request-malformed = Le service d'accès n'a pas compris la requête. Prévenez votre administrateur : l'espace de travail et les services n'ont peut-être pas la même version.
request-unknown = Cette demande n'est pas connue ici, ou ne vous est pas ouverte. Regardez d2h.outputs.requests().
signature-invalid = Une signature n'est pas valable ({ $kind }). Prévenez votre administrateur.

## Ce que répond un établissement

aggregate-column-continuous = { $title } : on ne peut pas compter des personnes selon { $column }, de type { $type }. Choisissez une colonne de catégories, ou demandez à l'établissement de la fournir en classes.
aggregate-column-identifier = { $title } : on ne peut pas compter des personnes selon { $column }, qui les identifie. Choisissez une colonne de catégories.
aggregate-column-levels = { $title } : { $column } a plus de { $limit } valeurs différentes, trop pour compter selon elle. Choisissez une colonne plus grossière.
aggregate-too-many-groups = { $title } : ces colonnes font plus de { $limit } groupes. Prenez-en moins, ou de plus grossières.
aggregate-without-persons = { $title } : { $table } ne parle d'aucune personne, il n'y a personne à compter. Choisissez une table de faits sur des personnes.
aggregate-column-not-number = { $title } : { $column } est de type { $type }. Sommes, moyennes, variances et quantiles portent sur des nombres : choisissez une colonne numérique.
aggregate-column-not-date = { $title } : { $column } est de type { $type }. Seules les dates se groupent par mois ou par année.
aggregate-quantile-wrong = { $title } : un quantile de { $column } est entre 0 et 1, exclus. Les valeurs extrêmes ne sortent jamais d'un établissement : demandez 0,05 ou 0,95, par exemple.
aggregate-numbers-spent = { $title } a donné à votre projet { $limit } nombres indépendants, autant qu'il le permet. Ce qui a déjà été répondu peut être redemandé ; pour davantage, adressez-vous au responsable des données.
federated-too-few-persons = { $title } : trop peu de personnes ont toutes les valeurs demandées. Interrogez sur plus de personnes, ou moins de colonnes.
federated-rows-per-person = { $title } : la table tient plusieurs lignes d'une même personne sous ces conditions. Choisissez des conditions qui en laissent une, ou dites unit="row" là où la fonction l'accepte.
federated-degrees-of-freedom = { $title } : trop peu de personnes pour { $columns } coefficients. Prenez moins de covariables, ou plus de personnes.
federated-too-few-events = { $title } : trop peu de personnes avec l'événement, ou sans, pour cette question. Prenez moins de covariables, des groupes ou des temps plus grossiers, ou une issue plus fréquente.
federated-outcome-concentrated = { $title } : l'issue repose sur trop peu de personnes. Choisissez-en une qui varie chez davantage d'entre elles.
federated-outcome-negative = { $title } : une régression de Poisson porte sur des nombres d'événements, et des issues sont négatives. Écartez-les par une condition.
federated-design-singular = { $title } : une covariable y est constante, ou se déduit des autres. Laissez-la de côté.
federated-level-too-small = { $title } : trop peu de personnes, ou trop peu d'issues, dans une catégorie de { $column } { $level }. Réunissez des catégories, ou laissez la colonne de côté.
federated-pair-too-small = { $title } : des catégories de { $column } et de { $other } se rencontrent chez trop peu de personnes. Réunissez des catégories, ou laissez une colonne de côté.
federated-column-concentrated = { $title } : ce que { $column } { $level } ajoute aux autres covariables repose sur trop peu de personnes. Laissez-la de côté, ou écartez ses valeurs extrêmes par une condition.
federated-leverage = { $title } : une personne pèse trop dans ces coefficients. Écartez les valeurs extrêmes par une condition, ou prenez moins de covariables.
federated-coefficients-extreme = { $title } : sous ces coefficients, les sommes ne parleraient que de quelques personnes. Un ajustement qui en arrive là ne converge pas : prenez moins de covariables, ou une pénalité.
federated-coefficients-wrong = { $title } : l'échange ne convient pas à un modèle de { $columns } colonnes. Utilisez les fonctions de d2h.federated.
federated-not-opened = { $title } : le modèle n'a pas été ouvert sur les lignes d'aujourd'hui : les données ont pu changer. Ajustez-le de nouveau.
federated-rounds-spent = { $title } : votre projet a interrogé des modèles aussi souvent que permis ({ $limit } fois). Adressez-vous au responsable des données pour davantage.
federated-near-earlier-answer = { $title } : avec ce que votre projet a déjà reçu, cette réponse parlerait de quelques personnes. Interrogez sur les mêmes personnes qu'avant, ou sur de tout autres ; des conditions `is not null` gardent les mêmes.
federated-cox-only = { $title } : un événement et des strates sont pour les modèles de Cox, pas pour un modèle { $family }.
federated-event-missing = { $title } : un modèle de Cox demande la colonne qui dit si l'événement est survenu.
federated-too-many-columns = { $title } : plus de { $limit } coefficients. Prenez moins de covariables ou de niveaux.
federated-times-not-permitted = { $title } : l'autorisation ne laisse pas sortir de sommes par pas de temps de { $dataset }. Ajustez le modèle stratifié par établissement (sans `times`), ou faites demander `shared_times: true`.
federated-times-and-strata = { $title } : un modèle de Cox sur des pas de temps communs n'a pas de strates. Laissez `strata` ou `times` de côté.
federated-edges-wrong = { $title } : les temps doivent être au-dessus de 0 et croître.
federated-levels-missing = { $title } : { $column } demande ses niveaux, deux au moins, la référence en premier : {"{"}"{ $column }": ["…", "…"]{"}"}.
federated-event-type = { $title } : { $column } est de type { $type } : un événement est vrai ou faux, 1 ou 0.
federated-level-repeated = { $title } : { $column } nomme un niveau deux fois.
answers-other-pseudonyms = { $title } a changé les pseudonymes de { $dataset } et ne peut pas comparer de nouvelles réponses aux anciennes : il n'en donne donc pas. Demandez au responsable des données de faire repartir votre projet de zéro.
answers-unavailable = { $title } ne peut pas tenir le registre des réponses données en ce moment, donc n'en donne pas de nouvelles. Réessayez plus tard ; si cela dure, prévenez l'établissement.
aggregates-only = { $title } accorde à votre projet des agrégats de { $table }, pas des lignes. Comptez avec d2h.aggregate("{ $table }", by=[…]), ou demandez au responsable du projet de demander le mode « records ».
audit-unavailable = { $title } ne peut pas tracer la lecture, donc ne répond pas. Réessayez dans une minute ; si cela dure, prévenez votre administrateur.
column-free-text = { $title } : { $column } de { $table } contient du texte libre, que l'autorisation de votre projet n'ouvre pas. Demandez au responsable du projet de faire demander `free_text: true`, en disant à quoi il servira.
surrogates-not-kept = { $title } ne conserve rien de ce que nomme { $column } de { $table } et ne peut donc pas y mettre d'autres noms. Demandez au responsable du projet de faire demander `documents: tags`, ou à l'établissement de recharger { $dataset } avec `keep_identifiers: true`.
documents-damaged = { $title } : ce dont sont faits les noms de remplacement de ces documents est endommagé, et il n'y en a donc pas. Prévenez votre administrateur ; les autres colonnes se lisent comme avant.
documents-groups-large = { $title } doit recharger { $dataset } : une version antérieure a rangé ses documents par groupes trop grands pour être lus. Prévenez votre administrateur.
documents-load-again = { $title } doit recharger { $dataset } avant que quiconque le lise : une version antérieure a gardé en clair ce que nomment ses documents. Prévenez votre administrateur.
column-text-undeclared = { $title } : { $column } de { $table } contient du texte libre que l'établissement n'a pas désidentifié ; il ne sort donc pas. Ne la demandez pas, ou demandez à l'établissement de la charger en documents.
dates-without-person = { $title } : { $column } de { $table } est une date qui n'est celle d'aucun patient et ne peut pas être décalée. Retirez-la, ou faites demander des dates réduites au mois.
dataset-not-open-today = { $title } n'ouvre pas { $dataset } à votre projet aujourd'hui. Demandez au responsable du projet.
pseudonyms-destroyed = { $title } a détruit définitivement les pseudonymes de { $project } : le projet n'y lit plus rien.
column-identifying = { $title } : { $column } de { $table } identifie des personnes et ne quitte jamais l'établissement. Travaillez avec person_id et visit_occurrence_id, qui viennent sous pseudonyme.
column-not-in-permit = { $title } n'a pas autorisé la colonne { $column } de { $table } pour votre projet. Retirez-la de columns=[…], ou demandez au responsable du projet de la faire ajouter à l'autorisation, en disant à quoi elle sert. d2h.datasets() montre ce qui est autorisé.
column-repeated = Nommez chaque colonne une fois, et au moins une.
column-unknown = { $title } n'a pas de colonne { $column } dans { $table }. Comparez avec d2h.datasets().describe("{ $table }").
condition-not-understood = { $title } : la condition sur { $column } avec « { $op } » ne convient pas à cette colonne. Les pseudonymes et les booléens ne connaissent que =, != et in.
condition-too-many = Les conditions sont trop nombreuses ou trop longues : au plus { $limit }. Lisez davantage et filtrez dans le notebook.
condition-value-type = { $title } : la condition sur { $column } demande une valeur de type { $type }. Corrigez la valeur dans where=.
worker-walls-missing = { $title } ne sert rien : sa machine ne peut pas enfermer le processus qui ferait votre requête. Prévenez votre administrateur : le journal de la passerelle dit que faire.
client-too-slow = { $title } a clos cette lecture : pendant { $seconds } secondes aucune ligne n'a été prise. Faites moins entre deux lots de d2h.scan(), ou filtrez d'abord.
dataset-not-in-permit = { $title } n'a pas autorisé le jeu de données { $dataset } pour votre projet. Demandez au responsable du projet de le faire ajouter à l'autorisation.
dataset-unavailable = { $title } ne peut pas ouvrir { $dataset } en ce moment. Réessayez dans une minute ; si cela dure, prévenez votre administrateur.
source-away = { $title } : La base de données du jeu « { $dataset } » ne répond pas pour l'instant. Réessayez dans quelques minutes ; si cela dure, prévenez l'établissement.
source-refused = { $title } : La base de données du jeu « { $dataset } » ne laisse plus lire la passerelle. L'établissement doit rendre son droit au compte, ou connecter de nouveau.
source-changed = { $title } : La table { $table } du jeu de données « { $dataset } » n'est plus celle qui a été connectée : ses colonnes ont changé. L'établissement doit la connecter de nouveau.
source-address-missing = { $title } ne peut pas ouvrir { $dataset } en ce moment. Prévenez votre administrateur.
dataset-unknown = { $title } n'a pas de jeu de données { $dataset }. Comparez avec d2h.datasets().
dataset-version-unknown = { $title } ne détient plus la version { $version } de { $dataset } que garde votre autorisation. Demandez au responsable du projet de la faire renouveler.
dataset-version-connected = { $title } : votre autorisation reste sur une version de { $dataset }, qui change d'elle-même là-bas. Demandez au responsable du projet de faire demander l'autorisation sans `version`.
gateway-busy = { $title } sert déjà { $limit } lectures. Relancez la cellule dans un instant, ou lisez moins de tables à la fois.
gateway-fault = { $title } a échoué en répondant. Réessayez ; si cela dure, prévenez votre administrateur, avec l'heure et la table.
images-missing = { $title } : { $count } de ces images ne sont pas, ou plus, parmi celles que l'autorisation de votre projet ouvre. Relisez la table avec d2h.images.read().
images-wait = { $title } : { $count } de ces images de { $dataset } y attendent : avant que des radiographies sortent, une personne de l'établissement cherche du texte sur un échantillon. Votre autorisation est en règle. Lisez-les plus tard, ou d'autres images entre-temps ; si cela dure, demandez au responsable de votre projet de relancer l'établissement.
images-none = { $title } : le jeu de données { $dataset } ne contient pas d'images. d2h.datasets() montre lesquels en ont.
linkage-key-missing = { $title } n'a pas encore reçu la clé d'appariement de { $project }. Demandez au responsable du projet de le rappeler au responsable des données.
linkage-column-missing = { $title } : { $dataset } n'a plus la colonne qui relie les patients entre établissements. Prévenez votre administrateur.
method-unknown = { $title } ne connaît pas cet appel. Prévenez votre administrateur : l'espace de travail et l'établissement n'ont peut-être pas la même version.
opposition-unavailable = { $title } ne peut pas lire son registre des oppositions, donc ne répond pas. Réessayez plus tard ; si cela dure, prévenez votre administrateur.
permit-ended = { $title } : l'autorisation a pris fin le { $date }. Le responsable du projet peut en demander une nouvelle.
permit-invalid = { $title } ne reconnaît pas sa propre signature sur l'autorisation { $permit }. Prévenez votre administrateur tout de suite.
permit-missing = { $title } n'a pas d'autorisation en vigueur pour votre projet. Son responsable des données la signe : demandez au responsable du projet où elle en est.
permit-not-for-member = { $title } n'a pas encore accepté { $user } parmi les membres de { $project }. Demandez au responsable du projet : le responsable des données doit signer la nouvelle liste des membres.
permit-not-started = { $title } : l'autorisation commence le { $date }. Rien ne peut être lu avant.
permit-other-project = { $title } : l'autorisation est celle d'un autre projet que { $project }. Relancez l'espace de travail ; si cela persiste, prévenez votre administrateur.
permit-unknown = { $title } ne détient pas l'autorisation { $permit } : elle a été retirée, ou est en train d'être remplacée. Réessayez dans une minute ; si cela dure, demandez au responsable du projet.
permit-unreadable = { $title } ne peut pas lire l'autorisation. Prévenez votre administrateur.
permit-withdrawn = { $title } a retiré son autorisation pendant votre lecture. Demandez pourquoi au responsable du projet.
pseudonyms-exhausted = { $title } ne peut pas donner un pseudonyme à chaque personne. Prévenez votre administrateur.
query-too-large = { $title } : cette lecture demande plus de mémoire que l'établissement n'en donne. Demandez moins de colonnes, ou filtrez avec where=.
worker-ended = { $title } a mis fin au processus de votre requête : il prenait trop de mémoire ou ne s'arrêtait pas à temps. Relancez la cellule ; si cela revient, demandez moins de lignes ou de colonnes.
query-too-long = { $title } a arrêté cette lecture après { $seconds } secondes. Demandez moins de colonnes ou de lignes, ou lisez avec d2h.scan() en faisant moins entre deux lots.
query-too-many-rows = { $title } : La réponse dépasse { $limit } lignes : elle a été arrêtée. Groupez les lignes (GROUP BY), filtrez-les, ou lisez la table avec d2h.scan().
read-too-many-rows = { $title } : La lecture dépasse les { $limit } lignes que l'établissement donne à votre projet en une fois : elle a été arrêtée. Gardez moins de lignes avec where=, lisez période par période, ou demandez au responsable des données d'augmenter read_rows.
sql-aggregate-place = { $title } : « { $construct } » ne peut pas contenir là d'agrégat ni de fonction de fenêtre. Calculez-le d'abord dans une table commune (WITH … AS), puis utilisez sa colonne.
sql-argument = { $title } : { $function } prend ({ $takes }), et non ({ $types }). Convertissez avec CAST(… AS …), ou écrivez la constante elle-même.
sql-cast-type = { $title } : CAST ne connaît que ces types : { $types }. Prenez le plus proche.
sql-column = { $title } : Il n'y a pas de colonne « { $column } » parmi celles que votre autorisation ouvre dans les tables de cette requête. Voyez d2h.datasets().describe() ; un alias ne sert que dans GROUP BY et ORDER BY.
sql-column-ambiguous = { $title } : « { $column } » est dans plusieurs tables de cette requête. Écrivez table.{ $column }.
sql-column-twice = { $title } : Deux colonnes s'appellent « { $column } », majuscules mises à part. Donnez à chacune son nom avec AS.
sql-construct = { $title } : « { $construct } » n'est pas permis dans d2h.sql. Écrivez un seul SELECT avec JOIN … ON, WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY, LIMIT, WITH, UNION, des sous-requêtes et des fonctions de fenêtre.
sql-date-text = { $title } : Un texte comparé à un { $type } doit en être un : 2026-01-31, ou 2026-01-31 14:30:00.
sql-engine-disagrees = { $title } : Le moteur lit cette requête autrement que la passerelle : elle n'a pas été exécutée. Prévenez l'établissement, avec la requête.
sql-engines-apart = { $title } : Les jeux de données { $datasets } sont tenus par des moteurs qui ne se connaissent pas : une requête ne peut pas les lire ensemble. Lisez chacun, puis joignez-les dans l'espace de travail.
sql-function = { $title } : La fonction « { $function } » n'est pas permise dans d2h.sql, ou pas à cet endroit. Calculez dans le notebook, ou utilisez : { $known }.
sql-join-without-equality = { $title } : Un JOIN demande ON avec au moins une égalité entre colonnes des deux côtés (FULL JOIN : des égalités seulement), ou USING. Sans elle, chaque ligne rencontrerait toutes les autres.
sql-limit = { $title } : LIMIT et OFFSET prennent un nombre entier, { $limit } au plus.
sql-name = { $title } : Un nom a au plus { $limit } octets, sans guillemet, barre oblique inverse ni point-virgule.
sql-not-grouped = { $title } : « { $column } » n'est ni dans GROUP BY ni dans un agrégat. Ajoutez-la à GROUP BY, ou prenez min({ $column }).
sql-not-one-select = { $title } : d2h.sql prend exactement une instruction SELECT.
sql-null-without-type = { $title } : La colonne « { $column } » est NULL sans type. Écrivez CAST(NULL AS BIGINT), ou un autre type.
sql-number = { $title } : Un nombre est hors limites ou n'est pas compris : les nombres entiers ont 19 chiffres au plus.
sql-order-column = { $title } : Avec DISTINCT, QUALIFY ou UNION, ORDER BY prend des colonnes du résultat, par leurs noms.
sql-pattern = { $title } : { $construct } prend un motif constant : pour LIKE dix % au plus et pas de barre oblique inverse ; pour regexp_matches des caractères, des classes [a-z], et ., ?, *, + ou un nombre après un seul caractère ; les groupes ne se répètent pas.
sql-position = { $title } : Un nombre dans GROUP BY ou ORDER BY est la place d'une colonne du SELECT, de 1 à { $limit }.
sql-subquery-columns = { $title } : Cette sous-requête doit donner exactement une colonne.
sql-subquery-rows = { $title } : Une sous-requête prise comme valeur doit donner une ligne : un agrégat sans GROUP BY. Sinon joignez-la, ou utilisez IN.
sql-table = { $title } : Il n'y a pas de table « { $table } » à portée de cette requête : votre autorisation ouvre celles de d2h.datasets(). Pour en lire une autre, demandez au responsable du projet de la faire ajouter à l'autorisation.
sql-table-ambiguous = { $title } : La table « { $table } » est dans plusieurs jeux de données : écrivez { $known }.
sql-table-twice = { $title } : « { $table } » est deux fois dans FROM. Donnez à chacune son nom : { $table } AS a, { $table } AS b.
sql-too-complex = { $title } : La requête est trop profonde ou trop longue une fois écrite en entier : { $limit } niveaux au plus. Découpez-la avec WITH, ou en plusieurs requêtes.
sql-too-long = { $title } : La requête dépasse { $limit } caractères. Découpez-la.
sql-too-many-columns = { $title } : La requête donne plus de { $limit } colonnes. Demandez-en moins.
sql-too-many-tables = { $title } : La requête lit des tables plus de { $limit } fois en tout, les tables communes comptées à chaque fois. Découpez-la.
sql-too-many-values = { $title } : Une liste après IN a de 1 à { $limit } valeurs. Lisez la table, puis gardez les lignes dans le notebook.
sql-types = { $title } : « { $construct } » ne va pas avec ces types : { $types }. Convertissez avec CAST(… AS …).
sql-union-columns = { $title } : Les deux côtés de { $construct } ont { $first } et { $second } colonnes. Donnez-leur les mêmes.
sql-union-types = { $title } : La colonne « { $column } » n'a pas le même type des deux côtés de { $construct } : { $types }. Convertissez avec CAST.
sql-unit = { $title } : { $function } ne connaît que ces unités : { $known }.
sql-unparsable = { $title } : La requête n'est pas comprise à la ligne { $line }, colonne { $column }. Vérifiez l'écriture et les parenthèses.
sql-window-alone = { $title } : { $function } ne s'emploie qu'avec OVER (… ORDER BY …).
sql-window-order = { $title } : { $function } demande ORDER BY dans OVER, sinon son résultat tiendrait au hasard.
sql-without-table = { $title } : La requête ne lit aucune table de l'autorisation. Nommez-en une dans FROM.
request-too-large = Ce qui est envoyé est trop gros : au plus { $limit } octets. Raccourcissez les listes de where=, ou envoyez moins de fichiers ou de plus petits.
request-unreadable = { $title } n'a pas compris la requête. Prévenez votre administrateur : l'espace de travail et l'établissement n'ont peut-être pas la même version.
table-not-in-permit = { $title } n'a pas autorisé la table { $table } pour votre projet. Demandez au responsable du projet de la faire ajouter à l'autorisation, en disant à quoi elle sert, ou lisez les autres établissements avec sites=[…]. d2h.datasets() montre ce qui est autorisé.
table-damaged = { $title } : le fichier de { $dataset }.{ $table } n'est plus celui que l'établissement a chargé, aucune de ses lignes n'est lue. Prévenez l'établissement : il doit charger à nouveau le jeu de données.
table-unknown = { $title } n'a pas de table { $table }. Comparez avec d2h.datasets().

## Ce que répond le sas

action-not-permitted = Vous ne pouvez pas faire cela ({ $action }) avec cette demande. Seul son auteur la change, tant qu'elle est un brouillon, bloquée ou renvoyée.
airlock-busy = Quelqu'un a changé cette demande au même moment. Relancez la cellule.
airlock-fault = Le sas est en panne. Vos fichiers sont toujours là : réessayez dans une minute ; si cela dure, prévenez votre administrateur.
body-too-large = Le fichier est trop gros : au plus { $limit } octets avec ce qui l'accompagne. Envoyez-en un résumé, ou coupez-le.
evidence-invalid = Ce qui est dit du fichier n'est pas compris ({ $where }). Prévenez votre administrateur : l'espace de travail et le sas n'ont peut-être pas la même version.
file-empty = { $file } est vide. Regardez ce qui l'écrit, puis ajoutez-le de nouveau.
file-name = Ce nom de fichier ne peut pas servir. Prenez des lettres, des chiffres, des espaces et . , _ - ( ) + =, au plus 100 caractères, avec une extension comme .csv.
file-name-taken = Ce nom se confond avec { $file }, qui est déjà dans la demande. Choisissez-en un autre.
file-too-large = Le fichier dépasse { $limit } octets. Envoyez-en un résumé, ou coupez-le.
file-unknown = Il n'y a pas de fichier { $file } dans cette demande. Regardez d2h.outputs.status().
files-changed = Des fichiers ont été remplacés pendant les contrôles. Relancez d2h.outputs.check().
findings-missing = Les contrôles n'ont pas abouti pour { $file }. Relancez d2h.outputs.check() ; si cela persiste, prévenez votre administrateur.
key-unreadable = Une clé du service est illisible ({ $path }). Prévenez votre administrateur.
package-deleted = Les fichiers ont été supprimés, comme le projet le prévoit pour les demandes closes.
package-not-ready = Il n'y a pas de paquet à retirer : l'état de la demande est { $state }.
package-not-yours = Seuls les membres du projet et ses vérificateurs des sorties retirent ce paquet.
page-unknown = Le sas ne connaît pas cet appel. Prévenez votre administrateur : l'espace de travail et le sas n'ont peut-être pas la même version.
person-unknown = { $user } n'est plus connu. Demandez à votre administrateur.
request-empty = La demande ne contient aucun fichier à sortir. Ajoutez-en un d'abord : d2h.outputs.table(…), figure(…), regression(…).
group-unexplained = Dites aux vérificateurs d'où viennent les nombres du groupe « { $group } » et ce qui les rend sûrs : d2h.outputs.explain(group="{ $group }", context="Tableau 2 : décès par service, tous les séjours de 2025", controls="Groupes de moins de 10 personnes fusionnés").
group-unknown = Aucun fichier de la demande n'est dans un groupe nommé « { $group } ».
exception-impossible = Ce que le contrôle « { $rule } » bloque ici, personne ne peut le laisser passer. Corrigez le fichier et ajoutez-le de nouveau.
exception-needless = Seul ce qui est bloqué demande une dérogation.
exception-nothing = Rien n'est bloqué dans { $file }, ou il n'a pas encore été contrôlé : d2h.outputs.check().
finding-gone = Le fichier a été contrôlé de nouveau entre-temps. Lancez d2h.outputs.check(), puis redemandez.
reason-needed = Dites pourquoi cela peut sortir malgré tout.
request-invalid = Le sas n'a pas compris la demande ({ $where }). Un titre a au plus 200 caractères, un contexte 10 000.
request-state = Cela ne peut pas se faire ({ $action }) quand la demande est { $state }. d2h.outputs.status() dit la suite ; d2h.outputs.draft(…) en commence une nouvelle.
review-not-independent = Personne ne juge une demande de son propre projet. Deux vérificateurs de l'extérieur le font.
store-altered = Un fichier conservé n'est plus celui qui a été ajouté. Ajoutez-le de nouveau, et prévenez votre administrateur tout de suite.
supports-missing = { $file } est un fichier d'appui : dites quel fichier à sortir il appuie, avec supports="…".
supports-unknown = Il n'y a pas de fichier à sortir { $file } à appuyer dans cette demande. Ajoutez d'abord le fichier à sortir, puis son fichier d'appui.
table-unreadable = La table est illisible : la ligne { $line } n'a pas autant de cases que l'en-tête.
too-many-files = Une demande contient au plus { $limit } fichiers. Retirez-en avec d2h.outputs.remove("…"), ou faites deux demandes.
upload-too-slow = L'envoi a duré trop longtemps. Relancez la cellule ; si cela dure, prévenez votre administrateur.
words-missing = Il faut des mots pour un titre, un contexte et un groupe. Écrivez-les.
words-too-long = Un texte dépasse { $limit } caractères. Raccourcissez-le.
words-unfit = Un texte contient des signes qui ne peuvent pas être gardés (caractères de contrôle). Récrivez-le sans eux.

## Constats des contrôles du sas, dits à l'auteur

-nothing = Rien à faire.
finding-acro-checksum = Ce fichier n'est pas celui dont ACRO a gardé l'empreinte : il a été changé après coup, ou n'en a pas.
    .do = Refaites finalise.
finding-acro-exception = Une dérogation a été demandée dans ACRO ({ $uid }).
    .do = Un vérificateur doit en décider.
finding-acro-internal = ACRO garde ce fichier pour lui et pour les vérificateurs. Il reste à l'intérieur.
    .do = { -nothing }
finding-acro-internal-leaves = ACRO garde ceci pour lui et pour les vérificateurs : cela ne sort jamais.
    .do = Ajoutez l'archive avec supports=, ou ses résultats un par un.
finding-acro-federated = ACRO a fait ce tableau pour un agrégateur et ne l'a pas contrôlé (mode fédéré) : il peut contenir la plus grande valeur de chaque case, et reste à l'intérieur.
    .do = Demandez la sortie de ce que l'agrégateur répond.
finding-acro-results-altered = Les enregistrements de ce paquet (results.json) ne sont pas ceux dont ACRO a gardé l'empreinte : un statut a pu être changé après coup.
    .do = Refaites finalise.
finding-acro-file-missing = Un enregistrement de ce paquet parle de { $name }, qui n'y est pas.
    .do = Refaites finalise, avec tous ses fichiers.
finding-acro-checksum-alone = ACRO a gardé une empreinte de { $name }, qui n'est ni dans le paquet ni dans un enregistrement.
    .do = Un vérificateur doit voir pourquoi il en a été retiré.
finding-acro-record-empty = L'enregistrement { $uid } n'a aucun fichier : il n'y a rien à juger.
    .do = { -nothing }
finding-acro-recorded-twice = Plusieurs enregistrements parlent de ce fichier et ne s'accordent pas ({ $uids }).
    .do = Refaites finalise, avec un enregistrement par fichier.
finding-acro-cells-differ = ACRO et les contrôles ne trouvent pas trop petites les mêmes cases ({ $uid }) : { $missed } qu'ACRO ne cite pas, { $beyond } qu'il cite et pas les contrôles.
    .do = Les contrôles l'emportent ; un vérificateur doit voir pourquoi.
finding-acro-status-agrees = ACRO dit { $status } de { $uid }, et les contrôles ne le contredisent pas.
    .do = { -nothing }
finding-acro-status-lenient = ACRO dit { $status } de { $uid }, mais les contrôles bloquent ce fichier.
    .do = Les contrôles l'emportent : corrigez ce qu'ils disent.
finding-acro-status-severe = ACRO dit { $status } de { $uid }, et les contrôles ne trouvent pas de raison de bloquer.
    .do = Un vérificateur doit voir pourquoi.
finding-acro-status-stands = ACRO, qui avait les données, dit { $status } de { $uid }, et rien ici ne prouve le contraire.
    .do = Masquez ce qu'il a marqué, ou ajoutez les nombres de personnes.
finding-acro-unrecorded = Ce fichier se trouve dans un paquet d'ACRO sans qu'aucun enregistrement n'en parle.
    .do = Ajoutez-le avec custom_output, ou retirez-le.
finding-archive-bomb = Décompressé, ce fichier serait bien plus gros qu'il ne paraît ; il n'est pas décompressé.
    .do = Ajoutez ses fichiers un par un.
finding-archive-deep = Des archives sont emboîtées sur plus de { $limit } niveaux.
    .do = Ajoutez les fichiers eux-mêmes.
finding-archive-encrypted = Ce fichier est chiffré : personne ne pourrait contrôler ce qui sort.
    .do = Enregistrez-le sans mot de passe.
finding-archive-extra-bytes = Des octets placés avant ou après l'archive n'appartiennent à aucun de ses fichiers.
    .do = Refaites-la.
finding-archive-many = Plus de { $limit } fichiers sont rassemblés ici.
    .do = N'ajoutez que ceux qui doivent sortir.
finding-archive-member-twice = Deux fichiers de l'archive ont le même nom : l'un serait lu et l'autre sortirait.
    .do = Refaites l'archive.
finding-archive-opened = L'archive a été décompressée et chacun de ses { $members } fichiers contrôlé.
    .do = Un vérificateur doit les voir un par un : ajoutez plutôt les fichiers eux-mêmes.
finding-archive-path = Un fichier de l'archive serait écrit hors de son dossier, ou est un lien ou un périphérique.
    .do = N'y mettez que de simples fichiers.
finding-archive-unreadable = Ce fichier est abîmé, ou compressé d'une façon illisible.
    .do = Refaites-le.
finding-check-failed = Le contrôle « { $check } » n'a pas pu lire ce fichier ({ $fault }), qui ne peut donc pas passer.
    .do = Exportez-le de nouveau sous une forme simple (CSV, PNG) ; si cela persiste, prévenez votre administrateur.
finding-answers-signed = Les passerelles de { $sites } ont signé exactement ces nombres.
    .do = { -nothing }
finding-answers-not-proved = Les passerelles n'ont pas signé exactement ces nombres sous les autorisations en vigueur.
    .do = Enregistrez le tableau tel que d2h.aggregate le donne, sans le changer ni le trier.
finding-columnar-extra-bytes = { $bytes } octets de ce fichier n'appartiennent à aucune de ses colonnes.
    .do = Écrivez-le de nouveau.
finding-columnar-unused-values = { $values } valeurs sont gardées dans cette colonne sans appartenir à aucune ligne : elles sortiraient sans être vues.
    .do = Écrivez-le de nouveau à partir du tableau.
finding-columnar-unreadable = Ce fichier Parquet ou Arrow ne peut pas être lu ({ $fault }) : il est abîmé ou chiffré.
    .do = Écrivez-le de nouveau, ou exportez en CSV.
finding-concentration-unknown = Une mesure de concentration est sans risque avec au moins { $threshold } contributeurs dont aucun ne domine.
    .do = Donnez leur nombre et, dans un fichier d'appui, les deux plus grands.
finding-values-all-same = Les { $persons } personnes derrière ce nombre ont toutes la même valeur : il dit celle de chacune.
    .do = Masquez-le, ou regroupez.
finding-correlation-perfect = Une corrélation parfaite permet de calculer une variable à partir de l'autre, pour chacun.
    .do = Retirez-la.
finding-counts-above-threshold = Chaque case compte au moins { $threshold } personnes.
    .do = { -nothing }
finding-counts-below-threshold = Seulement { $persons } { $persons ->
    [one] personne
   *[other] personnes
} derrière cette case ; il en faut au moins { $threshold }.
    .do = Masquez-la avec d2h.outputs.suppress(table), ou regroupez-la avec une autre, puis ajoutez de nouveau la table sous le même nom.
finding-counts-below-threshold-more = { $cells } autres cases ont moins de { $threshold } personnes.
    .do = Masquez-les toutes avec d2h.outputs.suppress(table).
finding-counts-evidence-contradicted = Dans { $cells } cases, persons= annonce plus de personnes que la case n'en compte.
    .do = Corrigez persons=, ou kind= si les cases ne sont pas des effectifs.
finding-counts-evidence-shape = persons= n'a pas la forme de cette table et n'a pas servi.
    .do = Donnez un nombre par case.
finding-counts-label-small = Une colonne annoncée comme libellés contient des nombres inférieurs à { $threshold }.
    .do = S'ils comptent des personnes, dites-le avec persons= ; sinon les vérificateurs le demanderont.
finding-counts-persons-unknown = Personne n'a dit combien de personnes sont derrière { $cells } cases.
    .do = Ajoutez de nouveau la table avec persons= (ou persons="cells" quand les cases comptent des personnes) ; cela aide les vérificateurs.
finding-counts-nested-perhaps = À chaque ligne, l'un de « { $one } » et « { $other } » vaut au moins l'autre, avec une fois un écart de { $persons }. Si l'un fait partie de l'autre, il reste si peu de personnes ; il en faut au moins { $threshold }.
    .do = Dites quel est leur lien. Si l'un fait partie de l'autre, regroupez ou retirez-en un.
finding-value-only-one = Le groupe n'a qu'une seule valeur : chacun y a la même.
    .do = Ne le publiez que si ce n'est pas un secret, et dites pourquoi.
finding-counts-unrounded = { $cells } effectifs ne sont pas arrondis comme le demandent ces règles : à { $base }, ou au milieu de pas de { $midpoint } (1 veut dire pas d'arrondi).
    .do = Arrondissez-les tous de la même façon, les totaux en dernier.
finding-counts-zero = { $cells } cases sont à zéro : elles disent que personne n'y a cette propriété.
    .do = Dites dans le contexte pourquoi c'est sans risque, ou regroupez-les.
finding-document-changes = Du texte supprimé ou déplacé est gardé comme modification suivie ({ $part }).
    .do = Acceptez toutes les modifications et enregistrez.
finding-document-hidden-metadata = Quelque chose que personne ne voit est stocké avec ce fichier ({ $key }).
    .do = Exportez-le sans cela.
finding-document-hidden-part = Le document contient une partie que ses pages ne montrent pas ({ $part }), comme des commentaires ou un classeur incorporé.
    .do = Supprimez-la.
finding-document-hidden-text = Il y a ici du texte que le lecteur ne voit pas ({ $part }).
    .do = Affichez-le, ou supprimez-le.
finding-document-metadata = Les propriétés du fichier disent quelque chose ({ $key }).
    .do = Un vérificateur doit le lire ; mieux vaut les laisser vides.
finding-document-picture = Le document contient une image ({ $part }) sans ses chiffres.
    .do = Ajoutez la figure en PNG avec son tableau.
finding-document-reaching = Le document va chercher quelque chose à l'extérieur à l'ouverture ({ $part }).
    .do = Retirez le lien.
finding-dominance = Peu de contributeurs font l'essentiel de ce total, qui révèle donc leurs valeurs de près.
    .do = Masquez-le, ou regroupez.
finding-dominance-largest-shown = La plus grande contribution est la valeur d'une personne.
    .do = Placez-la dans un fichier d'appui, qui reste à l'intérieur.
finding-figure-fetches = La figure va chercher ses données à une adresse à l'ouverture.
    .do = Enregistrez-la avec le tableau qu'elle montre.
finding-figure-hidden-values = La figure transporte des valeurs qu'elle ne dessine pas ({ $key }).
    .do = Retirez-les.
finding-figure-points = { $points } points sont dessinés : chacun peut être une personne.
    .do = Montrez des groupes, ou une carte de chaleur d'effectifs.
finding-figure-raw-values = Cette figure { $type } garde { $values } valeurs d'avant le calcul : ce sont des enregistrements.
    .do = Tracez-la à partir d'effectifs ou de quantiles, ou enregistrez-la en PNG avec son tableau.
finding-figure-unreadable = Les données de cette figure ne peuvent pas être lues.
    .do = Enregistrez-la en PNG avec son tableau.
finding-figure-vertices = Une ligne de { $points } sommets garde chaque valeur exactement.
    .do = Un vérificateur doit voir qu'aucune n'est celle d'une personne ; mieux vaut l'alléger.
finding-figure-whiskers = Les moustaches et points extrêmes d'une boîte à moustaches sont des valeurs de personnes.
    .do = Tracez-la à partir de quantiles, moustaches aux 5e et 95e, sans points extrêmes.
finding-file-encoding = Le texte est écrit en { $encoding }, pas en UTF-8. Un vérificateur peut y voir d'autres signes que son lecteur.
    .do = Enregistrez-le en UTF-8.
finding-file-type-known = Le fichier est bien ce que dit son nom ({ $extension }).
    .do = { -nothing }
finding-file-type-mismatch = Le contenu du fichier est { $found }, son nom dit { $extension }.
    .do = Exportez-le de nouveau sous la bonne extension.
finding-file-type-not-allowed = Ces règles ne laissent sortir que { $allowed }, et ce fichier est { $found }.
    .do = Exportez-le dans l'un de ces formats.
finding-file-type-unsupported = Les contrôles ne savent pas lire ce genre de fichier ({ $found }, « { $extension } »), il ne sort donc jamais.
    .do = Exportez les tables en CSV, les figures en PNG avec leurs données, le code en .ipynb ou .py.
finding-measure-extreme = Un minimum ou un maximum ({ $given } { $of }) est la valeur d'une seule personne.
    .do = Laissez-le de côté ; d2h.outputs.percentiles() donne à sa place les 5e et 95e centiles.
finding-measure-unknown = Personne ne peut lire ce que montrent ces cases ({ $given } { $of }).
    .do = Prenez une agrégation par son nom ("mean", "sum"…), ou expliquez la vôtre dans le contexte : un vérificateur la regarde.
finding-file-unreadable = { $file } n'est pas un simple fichier lisible (un lien, un périphérique, ou un fichier interdit).
    .do = Copiez-le dans un simple fichier.
finding-group-all-but-few = Sur { $base } personnes, toutes sauf { $persons } sont comptées ici ; il doit en rester au moins { $threshold }.
    .do = Regroupez, ou retirez le total.
finding-group-whole = Dans { $cells } groupes, tout le monde est compté : le nombre dit quelque chose de chacun.
    .do = Ne le publiez que si ce n'est pas un secret, et dites pourquoi.
finding-histogram-edges = Les bornes de ces classes viennent des données : les extrêmes sont le minimum et le maximum exacts.
    .do = Choisissez des bornes rondes, et laissez ouvertes la première et la dernière classe.
finding-identifier-birth-date = Une date de naissance complète se trouve ici.
    .do = Retirez-la, ou ne gardez que l'année.
finding-identifier-email = Une adresse électronique se trouve ici.
    .do = Retirez-la.
finding-identifier-hospital-number = Un numéro de patient d'un hôpital se trouve ici.
    .do = Retirez-le.
finding-identifier-more = { $places } autres endroits portent des identifiants.
    .do = Retirez la colonne ou le texte où ils sont.
finding-identifier-name = Le nom d'une personne figure ici, d'après la liste de l'établissement.
    .do = Retirez-le.
finding-identifier-nir = Un numéro de sécurité sociale (NIR) se trouve ici, sa clé est juste.
    .do = Retirez-le.
finding-identifier-phone = Un numéro de téléphone se trouve ici.
    .do = Retirez-le.
finding-identifier-site = Un numéro figure ici qui ressemble à ceux des patients ou des séjours de cet établissement.
    .do = Retirez-le.
finding-markup-active = Ceci porte un contenu caché ou actif (<{ $tag }>).
    .do = Retirez-le, ou montrez un simple tableau.
finding-markup-script = Un script de { $characters } caractères se trouve ici, où n'importe quoi pourrait être caché.
    .do = Enregistrez la figure en PNG avec son tableau, ou avec sa bibliothèque sur le web (plotly : include_plotlyjs="cdn").
finding-model-categories-unknown = Personne n'a dit combien de personnes sont derrière chaque coefficient.
    .do = Donnez data= (la table sur laquelle le modèle est ajusté) ; il en faut { $threshold } par catégorie.
finding-model-category-too-few = Seulement { $persons } personnes derrière ce coefficient ; il en faut { $threshold }.
    .do = Réunissez la catégorie avec une autre, ou retirez-la.
finding-model-support-persons-too-few = Seulement { $value } personnes dans « { $category } » ; il en faut { $threshold }, dans les catégories de référence et les issues aussi.
    .do = Réunissez la catégorie avec une autre, ou retirez la variable.
finding-model-support-events-too-few = Seulement { $value } événements dans « { $category } » ; il en faut { $threshold }.
    .do = Réunissez la catégorie avec une autre, ou allongez la période.
finding-model-others-too-few = Toutes les personnes du modèle sauf { $value } ont l'événement ; il en faut { $threshold } qui ne l'ont pas.
    .do = Prenez une issue plus étroite ou davantage de personnes.
finding-model-table-of-means = Tous les coefficients sont ceux de catégories : ce sont des différences de moyennes de groupes, comme dans un tableau.
    .do = Publiez les moyennes avec leurs effectifs, au moins { $threshold } personnes chacune ; d2h.outputs.regression(data=…) les compte.
finding-model-code = Ouvrir ce fichier exécuterait ou chargerait { $class }, dont aucun modèle connu n'a besoin. Il n'est jamais ouvert.
    .do = Exportez le modèle avec skops, ou ses coefficients en CSV.
finding-model-degrees-of-freedom-too-few = Le modèle a { $value } degrés de liberté ; il en faut { $threshold }.
    .do = Prenez moins de covariables, ou plus de personnes.
finding-model-degrees-of-freedom-unknown = Les degrés de liberté du modèle ne sont pas connus ; il en faut { $threshold }.
    .do = Donnez degrees_of_freedom=.
finding-model-events-too-few = Le modèle compte { $value } événements ; il en faut { $threshold }.
    .do = Prenez une période plus longue ou un critère plus large.
finding-model-events-unknown = Le nombre d'événements n'est pas connu ; il en faut { $threshold }.
    .do = Donnez events=.
finding-model-keeps-data = Ce modèle garde des données sur lesquelles il a été ajusté ({ $class }).
    .do = Publiez ses coefficients ou ses résultats en tableau.
finding-model-large = Le modèle contient plus de nombres ({ $bytes }) qu'il n'en faut pour des coefficients : ce peuvent être des données.
    .do = Exportez ses coefficients en CSV.
finding-model-leaves-large = Chaque feuille de ce modèle a au moins { $leaf } personnes (la plus petite { $persons }).
    .do = { -nothing }
finding-model-leaves-small = { $leaves } feuilles de ce modèle ont moins de { $leaf } personnes, la plus petite { $persons }.
    .do = Ajustez-le de nouveau avec min_samples_leaf={ $leaf }.
finding-model-leaves-unknown = Ce modèle ne dit pas combien de personnes sont dans ses feuilles ; il en faut au moins { $leaf } dans chacune.
    .do = Exportez-le avec skops.
finding-model-not-coefficients = Aucune colonne de cette table ne ressemble à un coefficient.
    .do = Si elle compte des personnes, ajoutez-la avec d2h.outputs.table().
finding-model-persons-too-few = Le modèle est ajusté sur { $value } personnes ; il en faut { $threshold }.
    .do = Prenez plus de personnes, ou moins de groupes.
finding-model-persons-unknown = Le nombre de personnes n'est pas connu ; il en faut { $threshold }.
    .do = Donnez persons=.
finding-model-pickle-unknown = Ce pickle ne contient aucun modèle connu du sas, ou autre chose que des modèles, et un pickle peut contenir n'importe quoi.
    .do = Exportez le modèle avec skops, ou ses coefficients en CSV.
finding-model-saturated = Le modèle s'ajuste parfaitement : ses coefficients sont des valeurs de personnes.
    .do = Prenez moins de variables, ou plus de personnes.
finding-model-supported = Assez de personnes, d'événements ({ $events }) et de degrés de liberté ({ $degrees }) derrière le modèle.
    .do = { -nothing }
finding-model-to-look-at = Aucune règle ne prouve qu'un modèle est sans danger : ses réponses peuvent trahir qui était dans ses données.
    .do = Un vérificateur doit le juger, au mieux avec le rapport d'une attaque.
finding-model-tree-pickle = Les feuilles d'un arbre dans un pickle ne peuvent pas être comptées sans l'exécuter.
    .do = Exportez-le avec skops ; chaque feuille doit avoir au moins { $leaf } personnes.
finding-model-unreadable = Ce fichier de modèle ne peut pas être lu.
    .do = Exportez-le de nouveau avec skops, ou ses coefficients en CSV.
finding-notebook-active-html = Un résultat contient du HTML actif ({ $tag }).
    .do = Ajoutez le notebook avec d2h.outputs.notebook(), qui laisse les résultats de côté.
finding-notebook-attachment = Une cellule a une pièce jointe.
    .do = Retirez-la, ou ajoutez le notebook avec d2h.outputs.notebook().
finding-notebook-hidden-metadata = Le notebook porte des données cachées ({ $key }).
    .do = Ajoutez-le avec d2h.outputs.notebook(), qui les laisse de côté.
finding-notebook-metadata-identifier = Les données cachées du notebook portent un identifiant.
    .do = Ajoutez-le avec d2h.outputs.notebook(), qui les laisse de côté.
finding-notebook-output-unreadable = Un résultat de type { $type } ne peut pas être lu par les contrôles.
    .do = Ajoutez le notebook avec d2h.outputs.notebook(), qui laisse les résultats de côté.
finding-notebook-picture = Une image dans un résultat n'a pas ses nombres avec elle.
    .do = Ajoutez-la avec d2h.outputs.figure(), et le notebook avec d2h.outputs.notebook().
finding-notebook-to-read = Un vérificateur lit le notebook ({ $outputs } résultats).
    .do = { -nothing }
finding-notebook-unreadable = Ce n'est pas un notebook lisible.
    .do = Enregistrez-le dans JupyterLab, puis ajoutez-le de nouveau avec d2h.outputs.notebook().
finding-pdf-active = Ce PDF contient autre chose que des pages ({ $part }) : scripts, pièces jointes, formulaires ou notes.
    .do = Imprimez-le dans un nouveau PDF.
finding-pdf-long = Le PDF a { $pages } pages ou trop d'éléments pour être lu avec soin.
    .do = Divisez-le.
finding-pdf-unreadable = Ce PDF ne peut pas être lu jusqu'au bout ({ $fault }).
    .do = Exportez-le de nouveau.
finding-pdf-versions = Le PDF garde { $versions } versions de lui-même, les anciennes invisibles.
    .do = Imprimez-le dans un nouveau PDF.
finding-picture-data-missing = Une figure ne sort qu'avec les nombres qu'elle montre.
    .do = Ajoutez-la avec d2h.outputs.figure(fig, nom, data=…).
finding-picture-digits-unread = Les chiffres de cette image n'ont pas pu être lus par programme : un vérificateur les lit.
    .do = { -nothing }
finding-picture-digits-small = Lus dans cette image hors de ses axes : { $numbers }, inférieurs à { $threshold }. Ils comptent peut-être trop peu de personnes.
    .do = S'ils comptent des personnes, redessinez la figure sans eux ; sinon dites dans le contexte ce qu'ils sont.
finding-picture-digits-others = Lus dans cette image, mais pas dans le tableau derrière elle : { $numbers }.
    .do = Mettez-les dans data= de la figure, ou dites dans le contexte d'où ils viennent ; un vérificateur compare.
finding-picture-digits-held = Les { $count } nombres lus dans cette image hors de ses axes figurent dans le tableau derrière elle.
    .do = { -nothing }
finding-picture-extra-bytes = { $bytes } octets sont cachés dans l'image.
    .do = Redessinez-la et ajoutez-la avec d2h.outputs.figure().
finding-picture-metadata = L'image porte des données cachées ({ $chunk }).
    .do = Ajoutez-la avec d2h.outputs.file(), qui ne les ajoute pas, ou dessinez-la avec d2h.outputs.figure().
finding-picture-to-look-at = Un vérificateur regarde l'image.
    .do = { -nothing }
finding-picture-unreadable = Ce n'est pas un PNG lisible.
    .do = Redessinez-le et ajoutez-le avec d2h.outputs.figure().
finding-quantile-few = Ce quantile porte sur { $persons } personnes ; il en faut { $needed } pour qu'il y en ait assez de chaque côté.
    .do = Publiez la médiane, ou des groupes plus grands.
finding-quantile-rows = Des personnes ont ici plusieurs lignes : celles de moins de { $threshold } peuvent être tout ce qui dépasse ce quantile.
    .do = Prenez d'abord une valeur par personne, par exemple la moyenne de chacune.
finding-quantile-unknown = Personne n'a dit sur combien de personnes porte ce quantile : il en faut au moins { $threshold } de chaque côté.
    .do = Ajoutez une colonne n.
finding-ratio-small-cell = Avec ses marges, ce rapport redonne le tableau 2×2, dont la plus petite cellule vaut { $persons } ; il en faut au moins { $threshold }.
    .do = Retirez les marges.
finding-ratio-with-margins = Un rapport à côté d'effectifs peut redonner son tableau 2×2.
    .do = Un vérificateur doit voir que ses quatre cellules sont assez grandes.
finding-reading-crashed = La lecture de ce fichier a échoué ({ $status }), il ne peut donc pas passer.
    .do = Exportez-le de nouveau sous une forme simple.
finding-reading-silent = Aucun contrôle n'a rien dit de ce fichier : un vérificateur le regarde.
    .do = { -nothing }
finding-reading-too-long = La lecture de ce fichier a duré plus de { $seconds } secondes, il ne peut donc pas passer.
    .do = Réduisez-le.
finding-reading-too-many = Il y a trop de constats dans ce fichier pour les énumérer.
    .do = Regardez ce qu'il contient : ce sont peut-être des données de personnes.
finding-records-attributes = { $columns } colonnes contiennent ce qu'on mesure sur une personne, et aucune ne résume : les { $rows } lignes ressemblent à des enregistrements.
    .do = Publiez des effectifs ou des moyennes.
finding-records-model = Chacune des { $rows } lignes a ici sa propre valeur, comme les valeurs ajustées, résidus et scores : c'est celle d'une personne.
    .do = Publiez les coefficients et un résumé.
finding-records-repeated = Les { $rows } lignes répètent leurs libellés et diffèrent par leurs nombres, comme des enregistrements de personnes.
    .do = Publiez des effectifs ou des moyennes.
finding-records-synthetic = Ces { $rows } lignes sont annoncées comme synthétiques. Des données synthétiques ne sont pas une sortie : elles peuvent répéter de vraies personnes.
    .do = Publiez plutôt des résultats.
finding-records-text = { $rows } lignes contiennent ici du texte libre, comme des notes sur des personnes.
    .do = Retirez la colonne.
finding-records-values = { $values } valeurs d'une variable se suivent ici, et aucune ne résume : ce sont les valeurs de personnes.
    .do = Publiez des quantiles ou des effectifs.
finding-roc-steps = Un pas de cette courbe vaut { $persons } personnes ; il en faut au moins { $threshold }.
    .do = Allégez la courbe et arrondissez-la à deux décimales.
finding-roc-thresholds = Les seuils d'une courbe ROC sont des scores exacts de personnes.
    .do = Retirez la colonne.
finding-roc-unknown = Chaque pas d'une courbe ROC doit compter au moins { $threshold } personnes avec et sans l'issue.
    .do = Un vérificateur doit le constater.
finding-rows-identifier-column = Cette colonne identifie des personnes ou des séjours.
    .do = Retirez-la ; seuls des résumés sortent.
finding-rows-one-per-person = La table a une ligne par personne ({ $rows } lignes). Seuls des résumés sortent.
    .do = Comptez ou moyennez d'abord.
finding-rows-too-many = La table a { $rows } lignes, plus que { $limit }. Seuls des résumés sortent.
    .do = Comptez ou moyennez d'abord.
finding-rows-unique-key = Cette colonne ressemble à une clé, différente dans chacune des { $rows } lignes.
    .do = Retirez-la ; seuls des résumés sortent.
finding-share-small = Cette part de { $base } personnes en représente { $persons }, ou toutes sauf autant ; il en faut au moins { $threshold }.
    .do = Masquez-la, ou regroupez.
finding-linked-exact = Ce nombre masqué se retrouve avec d'autres tableaux : { $arithmetic }.
    .do = Masquez une autre cellule de { $tables }, ou n'en publiez qu'un.
finding-linked-narrow = Tous les tableaux ensemble ({ $tables }) ne laissent à ce nombre masqué que les valeurs de { $low } à { $high }.
    .do = Masquez d'autres cellules, ou regroupez.
finding-linked-difference = La différence entre deux tableaux isole { $high ->
    [one] { $high } personne
   *[other] { $high } personnes
} (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Ne publiez que l'un des deux, ou regroupez.
finding-linked-share = Un pourcentage et sa base, chacun dans son tableau, donnent { $high ->
    [one] { $high } personne
   *[other] { $high } personnes
}, ou toutes sauf autant (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Masquez le pourcentage, ou regroupez.
finding-linked-ask-same = Ces tableaux portent-ils sur les mêmes personnes ({ $tables }) ? Si oui, ils donnent ensemble : { $arithmetic }, soit moins de { $threshold } personnes.
    .do = Dites-le avec population= dans d2h.outputs.table (le même nom pour les mêmes personnes), ou modifiez l'un d'eux ; un vérificateur doit avoir une réponse avant toute sortie.
finding-linked-ask-part = Les personnes d'un de ces tableaux font-elles partie de celles de l'autre ({ $tables }) ? Si oui, leur différence isole moins de { $threshold } personnes : { $arithmetic }.
    .do = Dites-le avec population= et part_of= dans d2h.outputs.table ; un vérificateur doit avoir une réponse avant toute sortie.
finding-linked-claimed-apart = L'auteur dit que ces tableaux portent sur d'autres personnes ({ $tables }). S'il se trompe, ils révèlent ensemble ce qui doit rester caché : { $arithmetic }.
    .do = Un vérificateur doit s'assurer que personne n'est dans les deux.
finding-linked-ratio = Un rapport et les marges de son tableau 2×2, dans des tableaux à part, donnent { $high ->
    [one] { $high } personne
   *[other] { $high } personnes
} au plus (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Imprimez le rapport avec moins de décimales, ou retenez l'une des marges.
finding-linked-sum-exact = Ce nombre masqué se retrouve avec d'autres sommes ou moyennes : { $arithmetic }.
    .do = Masquez une autre cellule de { $tables }, ou n'en publiez qu'un.
finding-linked-sum-narrow = Tous les tableaux ensemble ({ $tables }) ne laissent à cette somme masquée que de { $low } à { $high } : c'est proche de ce qu'une seule personne peut y avoir apporté.
    .do = Masquez d'autres cellules, ou regroupez.
finding-linked-sum-difference = Deux tableaux donnent la somme de { $persons ->
    [one] { $persons } personne
   *[other] { $persons } personnes
} (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Ne publiez que l'un des deux, ou regroupez.
finding-linked-sum-dominated = Deux tableaux donnent une somme qu'une personne fait presque à elle seule : { $arithmetic }.
    .do = Ne publiez que l'un des deux, ou regroupez.
finding-linked-ask-sum = Ces tableaux portent-ils sur les mêmes personnes, ou l'un sur une partie de celles de l'autre ({ $tables }) ? Si oui, ils donnent ensemble la somme de peu de personnes, ou une somme masquée : { $arithmetic }.
    .do = Dites-le avec population= et part_of= dans d2h.outputs.table ; un vérificateur doit avoir une réponse avant toute sortie.
finding-linked-contradiction = Aucun nombre ne convient à tout ce que { $tables } impriment : un total n'en est pas un, un nombre est faux, ou deux groupes de même nom diffèrent.
    .do = Corrigez, ou donnez à chaque population son nom (population=) ; un vérificateur doit comparer ces tableaux.
finding-linked-too-large = Ce fichier contient plus de nombres que le contrôle commun de tous les tableaux n'en lit.
    .do = Un vérificateur doit le comparer aux autres ; mieux vaut un tableau plus petit.
finding-linked-incomplete = Ces tableaux sont trop nombreux ou trop grands pour que le contrôle commun aille au bout.
    .do = Un vérificateur doit les comparer ; mieux vaut partager la demande.
finding-linked-release-unread = La sortie { $release } ne peut plus être lue : on ne sait pas ce qu'elle révèle avec cette demande.
    .do = Un vérificateur doit les comparer à partir de ce qui est sorti.
finding-linked-more = { $cells } autres nombres se retrouvent de même avec d'autres tableaux.
    .do = Masquez d'autres cellules, ou publiez moins de tableaux.
finding-share-whole = { $cells } parts valent 0 ou 100 % : elles disent quelque chose de toutes les personnes du groupe.
    .do = Ne les publiez que si ce n'est pas un secret pour elles, et dites pourquoi.
finding-source-literals = { $values } valeurs sont écrites dans le code (plus que { $limit }).
    .do = Si elles viennent des données, lisez-les plutôt dans un fichier de résultats ; sinon dites dans le contexte ce qu'elles sont.
finding-source-raw-cell = Une cellule brute n'est ni du code ni du texte.
    .do = Faites-en l'un des deux.
finding-spread-few = Ce nombre a { $value } degrés de liberté ; il en faut au moins { $threshold }.
    .do = Prenez des groupes plus grands.
finding-spread-zero = Une dispersion nulle dit que tous ont la même valeur, et la moyenne dit laquelle.
    .do = Masquez la ligne.
finding-density-ends = La courbe couvre { $share } % des personnes : ses bouts découlent de la plus petite et de la plus grande valeur d'une personne.
    .do = Tracez-la du 5e au 95e centile : d2h.outputs.density le fait.
finding-density-bump = Une bosse de cette courbe contient { $persons } personnes ; il en faut au moins { $threshold }.
    .do = Lissez davantage : une fenêtre plus large réunit les bosses.
finding-density-unknown = Personne ne dit de combien de personnes cette courbe est tirée ; il en faut au moins { $threshold }, et dans chacune de ses bosses.
    .do = Indiquez person_total=, ou faites-la par d2h.outputs.density.
finding-smoothed-unknown = Une tendance tracée à travers des points suit des personnes seules là où elles sont peu.
    .do = Un vérificateur doit voir qu'au moins { $threshold } personnes sont autour de chaque point, aux bouts aussi.
finding-calibration-unknown = Personne ne dit combien de personnes contient chaque classe ; il en faut au moins { $threshold } avec et { $threshold } sans l'événement.
    .do = Faites-la par d2h.outputs.calibration_curve, ou ajoutez une colonne n.
finding-concentration-dominated = Cet indice est si élevé qu'un ou deux contributeurs font forcément presque tout le total.
    .do = Retirez-le, ou élargissez le groupe.
finding-lorenz-unknown = Personne ne dit combien de personnes séparent deux points de cette courbe ; il en faut au moins { $threshold }.
    .do = Faites-la par d2h.outputs.lorenz, ou indiquez person_total=.
finding-lorenz-steps = Entre deux points de cette courbe, il y a { $persons } personnes ; il en faut au moins { $threshold }.
    .do = Montrez moins de points : d2h.outputs.lorenz le fait.
finding-cluster-medoid = Un médoïde, exemplaire ou prototype est l'enregistrement d'une personne.
    .do = Publiez les moyennes et les effectifs des groupes.
finding-cluster-unknown = Personne ne dit combien de personnes contient chaque groupe ; le centre d'un groupe d'une personne est cette personne.
    .do = Ajoutez une colonne n : au moins { $threshold } personnes dans chacun.
finding-test-small-cell = Avec les effectifs à côté, ce test ne laisse que { $tables ->
    [one] un tableau
   *[other] { $tables } tableaux
} de deux sur deux, dont une case vaut { $persons } ; il faut au moins { $threshold }.
    .do = Retirez les effectifs ou le test, ou arrondissez les effectifs.
finding-statistic-extreme = Un minimum, un maximum ou une étendue est la valeur d'une personne, si grand que soit le groupe.
    .do = Publiez les 5e et 95e centiles, ou demandez une dérogation si la borne est connue de tous.
finding-statistic-mode = La valeur la plus fréquente est sans risque si au moins { $threshold } personnes l'ont, et pas toutes.
    .do = Dites dans le contexte combien de personnes l'ont.
finding-store-altered = Le fichier gardé par le sas n'est plus celui qui a été ajouté.
    .do = Ajoutez-le de nouveau, et prévenez aussitôt votre administrateur.
finding-suppression-given-back = Cette case masquée se recalcule : { $arithmetic }.
    .do = Utilisez d2h.outputs.suppress(table), qui masque une seconde case, ou retirez le total.
finding-suppression-holds = Les { $cells } cases masquées ne se recalculent pas à partir de cette table.
    .do = { -nothing }
finding-suppression-remainder-small = Les { $cells } cases masquées de cette ligne ou colonne comptent ensemble { $persons } personnes, moins de { $threshold }.
    .do = Masquez une case de plus, ou retirez le total.
finding-suppression-too-many = { $cells } cases sont masquées, trop pour vérifier leurs totaux.
    .do = Publiez une table plus petite ou plus grossière.
finding-survival-at-risk-too-few = Seulement { $persons } personnes à risque ici ; il en faut { $threshold }.
    .do = Ajoutez la courbe avec d2h.outputs.survival(), qui la coupe avant.
finding-survival-columns = Une table de survie a besoin d'une colonne time et d'une colonne at_risk, avec un nombre à chaque ligne.
    .do = Ajoutez la courbe avec d2h.outputs.survival().
finding-survival-leaving-too-few = Seulement { $persons } personnes sortent entre ce temps et le précédent ; il en faut { $threshold }.
    .do = Ajoutez la courbe avec d2h.outputs.survival(), qui fusionne ces marches.
finding-survival-supported = Au moins { $threshold } personnes sortent entre deux temps publiés, et sont à risque à chacun.
    .do = { -nothing }
finding-table-formula = Un tableur exécuterait cette cellule comme une formule à l'ouverture du tableau.
    .do = Mettez une apostrophe devant, ou retirez-la.
finding-table-too-wide = Le tableau a { $columns } colonnes ; on ne peut en lire avec soin que { $limit } au plus.
    .do = Publiez un résumé.
finding-table-unreadable = La ligne { $line } n'a pas autant de cases que la première.
    .do = Écrivez une table simple : une ligne de titres, et autant de cases à chaque ligne.
finding-test-with-margins = Un test à côté de plusieurs effectifs peut redonner tout le tableau 2×2.
    .do = Un vérificateur doit voir que ses cellules sont assez grandes ; publiez le tableau, ou le test seul.
finding-text-to-read = Un vérificateur lit ce texte.
    .do = { -nothing }
finding-version-history = Un historique de versions (.git) garde tous les états passés de ses fichiers, données comprises.
    .do = Retirez-le.
finding-weights-alone = Des nombres pondérés ne disent pas combien de personnes sont derrière ; il en faut au moins { $threshold }.
    .do = Ajoutez l'effectif non pondéré.
finding-workbook-chart = Le classeur a des graphiques.
    .do = Un vérificateur doit les regarder à côté des feuilles.
finding-workbook-chart-data = Un graphique garde des valeurs qui ne figurent dans aucune feuille (il en garde { $cells }).
    .do = Collez-le comme image PNG, avec son tableau.
finding-workbook-comment = Un commentaire est attaché à cette cellule.
    .do = Supprimez-le, ou écrivez-le dans la feuille.
finding-workbook-defined-name = Le nom { $name } désigne des valeurs qu'aucune feuille ne montre.
    .do = Supprimez-le dans le gestionnaire de noms.
finding-workbook-formula = { $cells } cellules contiennent des formules ; ce sont leurs derniers résultats qui ont été contrôlés.
    .do = Collez-les comme valeurs.
finding-workbook-formula-reaching = Cette formule va chercher hors du classeur, ou lance quelque chose, à l'ouverture.
    .do = Collez sa valeur.
finding-workbook-hidden-lines = Des lignes, des colonnes ou des cellules de cette feuille sont masquées ({ $rows } lignes, { $columns } colonnes), et sortiraient quand même.
    .do = Affichez-les, ou supprimez-les.
finding-workbook-hidden-part = Le classeur contient une partie qu'aucune feuille ne montre ({ $part }) : caches de tableaux croisés, liens externes, macros, images gardent des données invisibles.
    .do = Copiez les valeurs dans un nouveau classeur, ou exportez en CSV.
finding-workbook-printer-settings = Le classeur garde { $bytes } octets de réglages d'imprimante, qu'aucune feuille ne montre et que personne ne peut lire.
    .do = Enregistrez-le sans eux : dans le carnet, openpyxl.load_workbook(nom).save(nom) les retire ; puis ajoutez de nouveau le fichier.
finding-workbook-hidden-sheet = Cette feuille est masquée, et sortirait quand même.
    .do = Affichez-la, ou supprimez-la.
finding-workbook-unseen-strings = { $cells } textes sont stockés dans le classeur sans figurer dans aucune cellule : ils ont été effacés ou cachés.
    .do = Copiez les valeurs dans un nouveau classeur.
finding-xml-entities = Ce fichier définit ses propres abréviations, qui pourraient enfler ou aller chercher d'autres fichiers.
    .do = Exportez-le de nouveau avec le logiciel habituel.
finding-xml-unreadable = Le XML de ce fichier est abîmé.
    .do = Exportez-le de nouveau.

## Courriers

text-not-a-letter = Un courrier est un texte (str). Pour une table, appelez highlight sur chacun de ses textes.
text-too-long = Le courrier dépasse { $most } caractères. Surlignez-le par parties.
text-problem = problème
text-drug = médicament
text-allergy = allergie
text-result = résultat
text-follow_up = à surveiller
text-date = date
text-negated = nié
text-suspected = suspecté
text-family = famille
text-past = passé
text-started = introduit
text-stopped = arrêté
text-increased = augmenté
text-decreased = diminué
text-continued = poursuivi
text-high = au-dessus des limites
text-low = sous les limites
text-abnormal = anormal
text-time-line = Chronologie
text-page-cut = Sont affichés les { $shown } premiers caractères du courrier ; ses marques (`marks`) sont celles du tout.
text-helps = Aide à lire, manque des choses, ne décide rien. Les limites sont celles imprimées dans le courrier, sinon celles usuelles de l'adulte.

## Cohortes

cohort-all = tous
cohort-step = Étape
cohort-persons = Personnes qui restent
cohort-hidden = Tirets : montré, le nombre ou sa différence avec un autre dirait quelque chose de moins de { $minimum } personnes.
cohort-step-persons = Dans les données
cohort-step-index = Événement index : { $what }
cohort-step-age = Âge à l'index de { $low } à { $high }
cohort-step-sex = Sexe : { $what }
cohort-step-with = Avec { $what }, { $window }
cohort-step-without = Sans { $what }, { $window }
cohort-step-washout = Aucun { $what } dans les { $days } jours d'avant
cohort-step-observed = Observé les { $days } jours d'avant
cohort-step-follow-up = Suivi à la date index
cohort-window-days = jours { $first } à { $last }
cohort-window-before = à tout moment jusqu'au jour { $last }
cohort-window-after = à partir du jour { $first }
cohort-window-ever = à tout moment
cohort-domain-unknown = d2h.concepts prend une table de concepts : { $known }. Donné : « { $given } ».
cohort-concepts-wrong = Un ensemble de concepts contient des entiers, les identifiants de concepts d'OMOP : d2h.concepts("condition_occurrence", 316139).
cohort-concept-unknown = Aucun établissement ne connaît les concepts { $concepts }. Cherchez-les avec d2h.datasets().search("…").
cohort-descendants-missing = Les descendants demandent la table concept_ancestor, absente de votre autorisation à { $site }. Donnez les concepts un à un, sans descendants=True.
cohort-table-missing = Ceci lit { $table }, absente de votre autorisation à { $site }. Demandez au responsable du projet de l'y faire ajouter, ou retirez ce qui en a besoin.
cohort-column-missing = Ceci lit { $table }.{ $column }, absente de votre autorisation à { $site }. Demandez au responsable du projet de l'y faire ajouter, ou retirez ce qui en a besoin.
cohort-index-absent = Personne n'a l'événement index ({ $what }) dans les établissements interrogés. Vérifiez les concepts et les dates.
cohort-date-wrong = « { $given } » n'est pas un jour. Écrivez-le ainsi : 2025-01-31.
cohort-number-wrong = { $name } est un entier à partir de 0, et non « { $given } ».
cohort-window-wrong = Une fenêtre est faite de deux nombres entiers de jours depuis le jour index, ou None pour ouvert : days=(-365, -1). Donné : { $given }
cohort-range-wrong = La première borne, { $first }, vient après la dernière, { $last }.
cohort-follow-up-open = Un suivi a une fin : donnez days= ou until=.
cohort-follow-up-twice = Cette cohorte a déjà un suivi.
cohort-rows-aggregates = Votre autorisation à { $site } dit agrégats seulement : aucune ligne de cohorte n'en sort. Prenez flow(), ou d2h.federated.
cohort-step-needs-rows = Votre autorisation à { $site } dit agrégats seulement, ce qui compte les personnes d'une table à la fois : « { $step } » ne peut être compté. Prenez l'événement index et ses dates seuls, ou demandez les enregistrements à cet établissement.

## Caractéristiques des premières heures

features-variable = Variable
features-unit = Unité
features-no-unit = sans unité
features-missing = Part des séjours sans aucune valeur
features-stays = { $count } séjours.
features-ended = { $count } séjours ont pris fin avant leur fenêtre et sont écartés.
features-values-left-out = Des valeurs sont dans une autre unité que les autres et ont été écartées :
features-unit-left-out = { $variable } à { $site } : { $values } valeurs ({ $unit }) écartées ; unité retenue : { $used }. Demandez à cet établissement de la mettre en correspondance, ou précisez unit=.
features-none = Nommez au moins une variable : d2h.features.first_hours([d2h.concepts("measurement", 3027018, name="pouls")]).
features-no-concepts = Une variable est un ensemble de concepts : d2h.concepts("measurement", 3027018, name="pouls"). Reçu : { $given }.
features-unknown = « { $given } » n'est pas une caractéristique de { $table }. Il y a : { $known }.
features-unit-wrong = unit= prend l'identifiant de concept d'une unité, 8749 pour la micromole par litre par exemple, ou 0 pour les valeurs sans unité. Reçu : « { $given } ».
features-known-wrong = known= prend la colonne qui dit quand une valeur a été connue, ou le nombre d'heures qu'il y faut (2.0 par exemple). Reçu : « { $given } ».
features-hours-wrong = hours= prend le nombre d'heures du début à la fin de la fenêtre, 48 par exemple ; pour une variable aussi (première, dernière), (-24, 0) par exemple. Reçu : { $given }
features-since-wrong = since= vaut "admission", ou "index" avec cohort=. Reçu : « { $given } ».
features-name-twice = Deux variables s'appellent « { $name } ». Donnez à chaque ensemble de concepts son nom : d2h.concepts(…, name="…").
features-after-window = « { $name } » demande ce qui vient jusqu'à l'heure { $last }, après la fenêtre qui se ferme à l'heure { $hours } : le prédicteur connaîtrait ce qu'il doit prédire. Raccourcissez ses heures, ou allongez la fenêtre.
features-outcome = « { $name } » est l'événement étudié par cette cohorte : il ne peut pas se prédire lui-même. Retirez-le, ou demandez ce qui précède le début, avec hours=(-8760, 0).
features-coded-at-discharge = « { $name } » est un diagnostic : ceux d'un séjour sont codés à sa fin, quelle que soit leur date ; personne ne les connaissait dans la fenêtre. Demandez ceux d'avant le séjour avec hours=(-8760, 0), ou nommez avec known= la colonne qui dit quand ils ont été enregistrés.
features-aggregates = Votre autorisation à { $site } ne donne que des agrégats : les caractéristiques sont une ligne par séjour, et aucune ligne n'en sort. Prenez d2h.aggregate ou d2h.federated, ou demandez des lignes à cet établissement.

## Images

images-mask-length = Le masque a { $given } lignes, la table des images { $rows }. Tirez-le de cette table même : images[images.table["modality"] == "CT"].
images-nothing-to-show = Il n'y a rien à montrer. Donnez une image, des images d'une même taille, ou un tableau de nombres : lignes × colonnes, ou coupes × lignes × colonnes.
images-shapes-differ = Ces images n'ont pas la même taille : elles ne peuvent être les coupes d'une même vue. Montrez une série : images.series().
images-mask-shape = Le masque « { $name } » a la forme { $given }, les images { $wanted }. Il faut une valeur par pixel.
image-viewer = Visionneuse : { $slices } coupes, { $masks } masques. Un carnet la montre.
image-needs-script = Ce carnet n'est pas encore approuvé : exécutez de nouveau la cellule pour voir les images.
image-slice = Coupe
image-level = Niveau
image-width = Fenêtre
image-preset = Indiquée
image-whole = Toute l'étendue
image-lung = Poumon
image-bone = Os
image-soft = Tissus mous
image-brain = Cerveau
image-invert = Inverser
image-masks = Masques
image-opacity = Opacité
image-thinned = Un pixel sur { $step } est montré, pour que le carnet reste petit ; montrez moins de coupes pour les voir tous.

## Qualité des données

quality-title = Qualité des données, par établissement et variable
quality-column-site = Établissement
quality-column-variable = Variable
quality-column-complete = Complétude
quality-column-lowest = Complétude la plus basse
quality-column-units = Autres unités, au plus
quality-column-implausible = Invraisemblables, au plus
quality-column-untold = Périodes sans nombre
quality-column-changes = Unités apparues ou disparues
quality-new = nouveau
quality-gone = vu en dernier
quality-complete = Part des personnes ayant une valeur
quality-marks = × une unité apparue ou disparue   ▼ codes de la table déplacés, apparus ou disparus   gris : aucun nombre
quality-code = { $site } : code { $code }, { $change } { $at }.
quality-shift = { $site } : les codes de { $table } se sont déplacés en { $at } (indice de stabilité { $psi }).
quality-hidden = Complétude : parmi les personnes ayant une ligne de la table dans la période, la part ayant une valeur. Tirets et trous : moins de { $minimum } personnes ; quand l'autorisation ne donne que des agrégats, aussi aucune, ou toutes sauf quelques-unes.
quality-period-wrong = period= vaut "month" (mois) ou "year" (année). Reçu : « { $given } ».
quality-variables-wrong = Le rapport prend des ensembles de concepts, chacun avec son nom : d2h.quality.report([d2h.concepts("measurement", 3027018, name="pouls")]).
quality-descendants = Votre autorisation à { $site } ne donne que des agrégats, qui ne comptent pas les descendants : donnez un à un les concepts de « { $name } ».
quality-plausible-wrong = plausible= prend des noms de mesures de ce rapport, avec deux limites : { "{" }"{ $name }": (20, 300){ "}" }.

## Traitements différés

jobs-title = Traitements
jobs-none = Aucun traitement : confiez-en un avec d2h.jobs.submit("analysis.ipynb").
job-column-job = Traitement
job-column-notebook = Notebook
job-column-parameters = Paramètres
job-column-state = État
job-column-cells = Cellules
job-column-results = Résultats
job-state-queued = en attente
job-state-running = en cours
job-state-finished = terminé
job-state-failed = en échec
job-state-cancelled = arrêté
job-state-lost = perdu
job-reason-error = une cellule du notebook a échoué ; .logs() et .notebook disent laquelle
job-reason-time = il a duré plus longtemps qu'il ne peut
job-reason-memory = il lui fallait plus de mémoire qu'il ne peut en avoir
job-reason-broken = son conteneur s'est arrêté de lui-même
job-reason-lost = la machine a perdu son conteneur ; .retry() le relance
job-reason-away = sa machine ne répondait plus ; .retry() le relance
job-reason-node-drained = sa machine va être arrêtée pour maintenance
job-reason-files-elsewhere = son projet travaille sur une autre machine que celle des traitements : exécutez le notebook dans l'espace de travail
job-reason-asked = à la demande
job-reason-dependency = un traitement qu'il attendait n'a pas abouti
jobs-away = La porte des traitements ne répond pas. Réessayez dans une minute ; si l'espace de travail a été ouvert avant que les traitements soient proposés, arrêtez-le et redémarrez-le.
job-notebook-elsewhere = { $path } n'est pas sous { $work } : seuls les notebooks de votre dossier de travail ou de celui du projet peuvent être confiés.
job-memory-unreadable = « { $given } » n'est pas une quantité de mémoire : écrivez "4 GB" ou "512 MB".
job-memory-over = Un traitement de ce projet a au plus { $most } Mo de mémoire.
job-cpus-over = Un traitement de ce projet a au plus { $most } processeurs.
job-time-over = Un traitement dure au plus { $most } secondes.
job-gpu-over = Un traitement de ce projet a au plus { $most } GPU, comme ses espaces de travail.
job-gpu-unavailable = Il n'y a pas autant de GPU d'un même type ici : demandez-en moins, ou retirez gpu=.
job-door-away = Le traitement n'atteint pas le serveur central pour lire : refaites l'appel dans un instant.
job-queue-full = Au plus { $most } traitements d'un projet attendent en même temps. Attendez que certains se terminent.
algorithm-unknown = Le projet { $project } n'a pas d'algorithme { $name }. Il a : { $known }
algorithm-changed = Ce carnet n'est pas celui qui a été approuvé comme { $name } : son empreinte est { $found }, celle du carnet approuvé { $approved }. Remettez le carnet approuvé, ou faites approuver celui-ci.
algorithm-parameters = L'algorithme { $name } ne prend aucun paramètre : ce qui tourne est ce qui a été approuvé.
job-after-unknown = Il n'y a pas de traitement { $job } à attendre dans ce projet.
job-unknown = Vous n'avez pas de traitement { $job } dans ce projet.
job-over = Le traitement { $job } est déjà terminé.
job-not-over = Le traitement { $job } n'est pas terminé : arrêtez-le avant de le relancer.
job-notebook-too-large = Le notebook sans ses sorties dépasse { $most } Ko.
job-notebook-unreadable = Le notebook est illisible : enregistrez-le et confiez-le de nouveau.
job-order-malformed = Le traitement n'est pas compris ({ $where }) : les noms des paramètres sont ceux de variables, et les valeurs s'écrivent en JSON.
job-sweep-too-large = Ces valeurs font plus de { $most } combinaisons.
copies-title = Copies de notebooks
copies-none = Aucun notebook n'a été copié ces 30 derniers jours. Les espaces ouverts sont examinés toutes les quelques minutes.
copies-full = Il n'y a plus de place pour d'autres copies avant que les plus anciennes disparaissent, 30 jours après avoir été faites. Supprimez les notebooks qu'un programme réécrit sans cesse.
copy-column-notebook = Notebook
copy-column-kept = Copié
copy-column-size = Taille
copy-column-there = À sa place
copy-deleted = plus rien
copy-there = un notebook
copy-none = Aucune copie de { $path } n'est gardée : d2h.notebooks.copies() montre celles qu'il y a.
copy-unknown = Cette copie n'est plus gardée : d2h.notebooks.copies() montre celles qu'il y a.
copy-not-restored = La copie n'a pas pu être remise parmi vos fichiers ({ $reason }). S'ils sont pleins, supprimez d'abord quelque chose.
