## d2h sdc : problèmes mal posés

sdc-file-unreadable = { $path } ne peut pas être lu. Vérifiez qu'il existe, que vous en avez le droit, et que c'est un texte en UTF-8.
sdc-file-not-json = { $path } n'est ni un objet JSON ni un fichier JJ : la ligne { $line } n'est pas du JSON.
sdc-not-an-object = Un problème est un objet JSON qui contient `cells`, `equations` et `primary`.
sdc-list-missing = `{ $name }` manque, ou n'est pas une liste.
sdc-field-missing = Il manque `{ $name }` à { $where }.
sdc-id-unfit = { $where } : une case est nommée par un nombre entier ou un texte.
sdc-number-unfit = { $where } n'est pas un nombre.
sdc-not-finite = { $where } n'est pas un nombre fini. Ôtez les cases dont la valeur manque.
sdc-labels-unfit = { $where } n'est pas une liste de textes.
sdc-no-cells = Il n'y a aucune case : rien à vérifier.
sdc-cell-twice = Deux cases s'appellent { $cell }. Donnez à chacune son identifiant.
sdc-cell-unknown = { $where } nomme la case { $cell }, qui n'est pas parmi les cases.
sdc-equation-shape = equations[{ $equation }] : `idx` et `coef` sont deux listes de même longueur, non vides.
sdc-equation-cell-twice = equations[{ $equation }] nomme deux fois la case { $cell }. Additionnez ses coefficients.
sdc-equation-does-not-hold = equations[{ $equation }] n'est pas vérifiée : il s'en faut de { $missed }. Corrigez les valeurs, ou ôtez une équation qui n'en est pas une.
sdc-cycle = Ces cases sont totaux les unes des autres : { $cells }. Dans une équation, le total est la case dont le coefficient est de l'autre signe.
sdc-bounds-order = Case { $cell } : sa borne inférieure ({ $lower }) dépasse sa borne supérieure ({ $upper }).
sdc-value-below = La case { $cell } vaut { $value }, sous sa borne inférieure ({ $lower }). Si des valeurs peuvent être négatives, dites-le par `bounds`.
sdc-value-above = La case { $cell } vaut { $value }, au-dessus de sa borne supérieure ({ $upper }). Corrigez `bounds`.
sdc-weight-negative = Case { $cell } : un poids ne peut pas être négatif.
sdc-persons-negative = Case { $cell } : un nombre de personnes ne peut pas être négatif.
sdc-protection-negative = `protection` est une part de la valeur, 0 ou plus.
sdc-top-unfit = { $where } : les plus grandes contributions sont un ou deux nombres, aucun négatif, le plus grand d'abord.
sdc-top-above = { $where } : les plus grandes contributions dépassent la valeur de la cellule ({ $value }). Corrigez-les.
profile-unreadable = Les règles de { $path } sont illisibles (à { $where }). Corrigez le fichier.
sdc-jj-line = La ligne { $line } ne convient pas à un fichier JJ.
sdc-solver = Le solveur a abandonné ({ $status }) : on ne peut rien dire de ces tableaux. Ne les laissez pas sortir.

## d2h sdc : réponses

sdc-safe = ✓ { $cells ->
    [one] { $cells } case masquée, bien protégée.
   *[other] { $cells } cases masquées, bien protégées.
}
sdc-open = ✗ Des cases masquées se retrouvent par le calcul.
sdc-by-bounds = (ensemble, et leurs bornes ne laissent aucune marge)
sdc-exact = { $cell } : une seule valeur est possible entre { $low } et { $high }
sdc-exact-published = { $cell } : sensible, et publiée telle quelle
sdc-narrow = { $cell } : entre { $low } et { $high }, plus étroit que sa protection
sdc-insider = { $cell } : la seule personne de { $alone } peut la retrouver
sdc-hide = { $cells ->
    [0] Aucune case n'est à masquer
    [one] { $cells } case est à masquer
   *[other] { $cells } cases sont à masquer
} en plus des sensibles ({ $primary }) ; coût de toutes les cases masquées : { $cost }.
sdc-gap = Écart au moindre coût possible : { $gap } % au plus.
