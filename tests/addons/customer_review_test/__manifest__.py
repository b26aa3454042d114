{
    "name": "Customer Review: a document for tests",
    "summary": "A reviewed document that the engine does not know",
    "version": "19.0.1.0.0",
    "author": "Customer Review Founders",
    "license": "LGPL-3",
    "depends": ["customer_review"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir.rule.csv",
        "views/customer_review_test_document_views.xml",
    ],
}
